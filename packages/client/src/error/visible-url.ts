/** Query parameters without secrets. The values of all others may be a signature or the state of an upload. */
const harmless = new Set([
  'n',
  'last',
  'digest',
  'mount',
  'from',
  'tag',
  'artifactType',
  'ns',
  'digest-algorithm',
  'service',
  'scope',
]);

/** Formats an address for a message or a log, without user information and without secrets in the query. */
export function visibleUrl(url: URL): string {
  const parameters = [...url.searchParams].map(([name, value]) => `${name}=${harmless.has(name) ? value : '…'}`);
  const query = parameters.length === 0 ? '' : `?${parameters.join('&')}`;
  return visibleText(`${url.origin}${url.pathname}${query}`);
}

/** Formats text of another machine for a terminal or a log: without control characters, and cut to a length. */
export function visibleText(text: string, longest = 500): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern removes them
  const line = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, ' ').trim();
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}
