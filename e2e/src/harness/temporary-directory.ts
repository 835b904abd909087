import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made: string[] = [];
process.on('exit', removeTemporaryDirectories);

/** Makes a directory that is removed when this process ends. Others may enter it: PostgreSQL runs as its own user. */
export function makeTemporaryDirectory(purpose: string): string {
  const directory = mkdtempSync(join(tmpdir(), `lading-${purpose}-`));
  chmodSync(directory, 0o755);
  made.push(directory);
  return directory;
}

/** Removes them earlier: a test runner's processes outlive a test file. */
export function removeTemporaryDirectories(): void {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
}
