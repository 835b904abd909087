/**
 * Reports whether a name is that of a registry and not of a repository: `localhost`, a name with a dot or a port, and a name
 * with nothing behind its slash. A scheme may stand before it.
 */
export function isHost(text: string): boolean {
  if (/^https?:\/\//.test(text)) return /^https?:\/\/[^/]+\/?$/.test(text);
  return /^[^/]+\/$/.test(text) || (!text.includes('/') && (/[.:]/.test(text) || text === 'localhost'));
}

/** The host without the slash at its end. */
export function hostOf(text: string): string {
  return text.replace(/(?<!\/)\/$/, '');
}
