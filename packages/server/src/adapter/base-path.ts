/**
 * Reads the option `basePath`: `/registry` and `/registry/` are the same; `/` means no base path.
 * @throws TypeError
 */
export function parseBasePath(basePath: string): string {
  const trimmed = basePath.replace(/\/+$/, '');
  if (trimmed === '' || /^(?:\/[A-Za-z0-9._~-]+)+$/.test(trimmed)) return trimmed;
  throw new TypeError(`basePath must be a path such as /registry, without characters that need encoding: ${basePath}`);
}
