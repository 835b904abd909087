import { RegistryError } from '@lading/core';
import type { QueryParameters } from './query-parameters.js';

export interface PageQuery {
  /** How many entries; `0` asks for none (TAG-10). */
  readonly limit: number;
  readonly after: string | undefined;
}

/**
 * Reads `n` and `last` (TAG-06, TAG-13). A large `n` is cut to what a page may have, and a `Link` leads on.
 * @throws RegistryError `UNSUPPORTED` with status 400 for an `n` that is no number
 */
export function parsePageQuery(query: QueryParameters, maximum: number): PageQuery {
  const n = query.one('n');
  if (n !== undefined && !/^\d+$/.test(n))
    throw new RegistryError('UNSUPPORTED', 'n is a whole number', { status: 400, detail: { n: n.slice(0, 64) } });
  return { limit: n === undefined ? maximum : Math.min(Number(n), maximum), after: query.one('last') };
}
