import { isRegistryError, RegistryError } from '@lading/core';

/**
 * The error of an authenticator, without the credentials that its text may repeat. Errors are logged.
 * @param fields the fields that the authenticator has read
 */
export function hideCredentials(thrown: unknown, fields: ReadonlyMap<string, string>): RegistryError {
  const secrets = [...fields].flatMap(([name, value]) => (name === 'authorization' ? partsOf(value) : [value]));
  const hide = (text: string) =>
    secrets.reduce((shown, secret) => (secret === '' ? shown : shown.replaceAll(secret, '[credentials]')), text);
  if (isRegistryError(thrown) && hide(JSON.stringify(thrown.entries)) === JSON.stringify(thrown.entries)) return thrown;
  return new RegistryError('UNKNOWN', 'the registry failed', { cause: copyOf(thrown, hide) });
}

/** A value of `Authorization`, its credentials, and the name and password in them, the longest first. */
function partsOf(value: string): string[] {
  const [, credentials = ''] = /^\S+\s+(.*)$/.exec(value) ?? [];
  const decoded = Buffer.from(credentials, 'base64').toString();
  const password = decoded.slice(decoded.indexOf(':') + 1);
  return [value, credentials, decoded, password].sort((one, other) => other.length - one.length);
}

/** Leaves out the causes of the error. */
function copyOf(thrown: unknown, hide: (text: string) => string): Error {
  const { name = 'Error', message = String(thrown), stack = message } = (thrown ?? {}) as Partial<Error>;
  return Object.assign(new Error(hide(message)), { name, stack: hide(stack) });
}
