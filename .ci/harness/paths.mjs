import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectDirectory = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const reportsDirectory = join(projectDirectory, 'reports');

/** A new directory, removed when this process ends. Others may enter it: PostgreSQL runs as a user of its own. */
export function makeTemporaryDirectory(purpose) {
  const directory = mkdtempSync(join(tmpdir(), `lading-${purpose}-`));
  chmodSync(directory, 0o755);
  process.on('exit', () => rmSync(directory, { recursive: true, force: true, maxRetries: 3 }));
  return directory;
}
