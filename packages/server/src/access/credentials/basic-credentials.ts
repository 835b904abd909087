import { credentialsOf } from './credentials-of.js';

/** The name and the secret in a value of `Authorization` with the scheme Basic. */
export type BasicCredentials =
  /** The field is absent or has another scheme, or the name and the secret are empty, as some clients send them. */
  | { readonly outcome: 'absent' }
  | { readonly outcome: 'malformed' }
  | { readonly outcome: 'given'; readonly name: string; readonly secret: string };

const base64 = /^[A-Za-z0-9+/]+={0,2}$/;
/** RFC 7617 §2 forbids them, and stores need not handle them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the expression finds control characters
const control = /[\u0000-\u001f\u007f]/;

/** Reads a name and a secret in UTF-8 (RFC 7617). */
export function basicCredentialsOf(field: string | undefined): BasicCredentials {
  const found = credentialsOf('basic', field);
  if (found.outcome !== 'given') return found;
  const text = base64.test(found.credentials) ? decode(found.credentials) : undefined;
  const colon = text?.indexOf(':') ?? -1;
  if (text === undefined || colon === -1 || control.test(text)) return { outcome: 'malformed' };
  const [name, secret] = [text.slice(0, colon), text.slice(colon + 1)];
  return name === '' && secret === '' ? { outcome: 'absent' } : { outcome: 'given', name, secret };
}

function decode(credentials: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(credentials, 'base64'));
  } catch {
    return undefined;
  }
}
