/**
 * Whether a name is that of a registry and not of a repository: `localhost`, a name with a dot or a port, or a name with
 * nothing after its slash. It may begin with a scheme.
 */
export function isHost(text: string): boolean {
  if (/^https?:\/\//.test(text)) return /^https?:\/\/[^/]+\/?$/.test(text);
  return /^[^/]+\/$/.test(text) || (!text.includes('/') && (/[.:]/.test(text) || text === 'localhost'));
}

/** The host without its trailing slash. */
export function hostOf(text: string): string {
  return text.replace(/(?<!\/)\/$/, '');
}
