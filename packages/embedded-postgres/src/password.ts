import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { closePasswordFile } from './closed-mode.js';
import { writeDurably } from './durable-file.js';

/** Reads the password from the file beside the cluster, or creates it. `isNew` is true for a new password. */
export async function keepPassword(directory: string): Promise<{ password: string; isNew: boolean }> {
  const file = path.join(directory, 'password');
  const kept = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return '';
  });
  if (kept !== '') {
    await closePasswordFile(file);
    return { password: kept.trim(), isNew: false };
  }
  // Hexadecimal digits need no quoting in a URL or in SQL.
  const password = randomBytes(24).toString('hex');
  await writeDurably(file, `${password}\n`);
  return { password, isNew: true };
}
