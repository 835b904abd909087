/** Only to resolve paths. No request is sent to it. */
const base = 'http://registry.invalid';
/** The most characters, after encoding. A cookie keeps the path while the browser is at a provider. */
const longest = 2048;

/**
 * Reads the path of the page to open after a sign-in. The page is always at this origin. Browsers take `//host` and `/\host` for
 * another origin, and ignore tabs and line breaks.
 * @returns `fallback` for everything else
 */
export function ownPath(text: string | undefined, fallback: string): string {
  if (text === undefined || text.length > longest || !text.startsWith('/') || !URL.canParse(text, base))
    return fallback;
  const { origin, pathname, search } = new URL(text, base);
  const path = `${pathname}${search.replaceAll('\\', '%5C')}`;
  return origin === base && path.length <= longest && !/^\/[/\\]/.test(pathname) ? path : fallback;
}
