/** Whether keys may be read from a URL: https, or http of this machine, without a user, a password and a fragment. */
export function isKeyUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, hash } = new URL(text);
  const isPlain = username === '' && password === '' && hash === '';
  return isPlain && (protocol === 'https:' || isLoopbackHttp(text));
}

/** Whether a URL is an http URL of a loopback address. */
export function isLoopbackHttp(text: string): boolean {
  const { protocol, hostname } = new URL(text);
  return protocol === 'http:' && /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
}

/** The end of an error about another URL. */
export const notKeyUrl = 'must be a URL with https, or with http on a loopback address, and without a password';
