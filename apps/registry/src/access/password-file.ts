import { readFile } from 'node:fs/promises';

/**
 * Reads a password from a file.
 * @throws the error of the file system
 */
export async function readPasswordFile(path: string): Promise<string> {
  return withoutLineEnd(await readFile(path, 'utf8'));
}

/** A password that was written with a line end, which does not count. */
export function withoutLineEnd(password: string): string {
  return password.replace(/\r?\n$/, '');
}
