import { readWholeBody } from '../http/body/read-whole-body.js';
import type { RequestBody } from '../http/body/request-body.js';
import { TokenError } from './token-error.js';
import { TokenParameters } from './token-parameters.js';

const maximumBytes = 64 * 1024;
const timeoutSeconds = 10;

/**
 * Reads the form of a token request.
 * @throws TokenError 415 if the body is no form
 * @throws RegistryError 413 if it is longer than 64 KiB
 * @throws HttpError 408 if it takes longer than 10 s
 */
export async function readForm(body: RequestBody, contentType: string | undefined): Promise<TokenParameters> {
  const [type = ''] = (contentType ?? '').split(';', 1);
  if (type.trim().toLowerCase() !== 'application/x-www-form-urlencoded')
    throw new TokenError(415, 'invalid_request', 'the body must be a form: application/x-www-form-urlencoded');
  const bytes = await readWholeBody(body, { maximumBytes, timeoutSeconds, reserve: () => {} });
  return new TokenParameters(Buffer.from(bytes).toString('utf8'));
}
