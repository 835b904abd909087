import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { closePasswordFile } from './closed-mode.js';
import { writeDurably } from './durable-file.js';
import { readIfPresent } from './read-if-present.js';

/** Reads the password from the file beside the cluster, or creates it. `isNew` is true for a new password. */
export async function keepPassword(directory: string): Promise<{ password: string; isNew: boolean }> {
  const file = path.join(directory, 'password');
  const kept = await readIfPresent(file);
  if (kept) {
    await closePasswordFile(file);
    return { password: kept.trim(), isNew: false };
  }
  // Hexadecimal digits need no quoting in a URL or in SQL.
  const password = randomBytes(24).toString('hex');
  await writeDurably(file, `${password}\n`);
  return { password, isNew: true };
}
