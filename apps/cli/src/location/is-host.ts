/** `localhost`, what has a point or a port, a URL, and what ends with a slash is a host; `alpine` is a repository. */
export function isHost(text: string): boolean {
  if (/^https?:\/\//.test(text)) return true;
  return /^[^/]+\/$/.test(text) || (!text.includes('/') && (/[.:]/.test(text) || text === 'localhost'));
}

/** The host without the slash at its end. */
export function hostOf(text: string): string {
  return text.replace(/(?<!\/)\/$/, '');
}
