import { createRequire } from 'node:module';

/** The version of this command. */
export function version(): string {
  return createRequire(import.meta.url)('lading/package.json').version;
}
