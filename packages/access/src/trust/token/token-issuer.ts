import { decodeJwt } from 'jose';

/** A longer token is refused without verification. */
const longestToken = 16 * 1024;
const jwtForm = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** The issuer that a text names, if it has the form of a JWT. Nothing is verified. */
export function issuerOf(text: string): string | undefined {
  if (!jwtForm.test(text)) return undefined;
  try {
    const { iss } = decodeJwt(text);
    return typeof iss === 'string' ? iss : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a token is too long to be verified. */
export function isTooLong(token: string): boolean {
  return token.length > longestToken;
}
