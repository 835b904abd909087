/** Only to resolve paths. No request is sent to it. */
const base = 'http://registry.invalid';
const longest = 2048;

/**
 * Reads the page to go to after a sign-in. It is always one of this origin: browsers take `//host` and `/\host` for another one, and
 * leave out tabs and line breaks.
 * @returns `fallback` for everything else
 */
export function ownPath(text: string | undefined, fallback: string): string {
  if (text === undefined || text.length > longest || !text.startsWith('/') || !URL.canParse(text, base))
    return fallback;
  const { origin, pathname, search } = new URL(text, base);
  return origin === base && !/^\/[/\\]/.test(pathname) ? `${pathname}${search}` : fallback;
}
