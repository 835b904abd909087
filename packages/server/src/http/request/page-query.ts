import type { ListRequest } from '@lading/engine';
import { HttpError } from '../error/http-error.js';
import type { QueryParameters } from './query-parameters.js';

/**
 * Reads `n` and `last` (TAG-06, TAG-13). A larger page than allowed is cut, and its `Link` leads to the next one.
 * @throws HttpError 400 if `n` is not a whole number
 */
export function parsePageQuery(query: QueryParameters): ListRequest {
  const n = query.one('n');
  if (n !== undefined && !/^\d+$/.test(n))
    throw new HttpError(400, 'UNSUPPORTED', 'n is a whole number', { detail: { n: n.slice(0, 64) } });
  return { limit: n === undefined ? undefined : Number(n), after: query.one('last') };
}
