import { readFile } from 'node:fs/promises';

/**
 * Reads a text file.
 * @returns undefined if there is no such file
 * @throws an error of the file system if it cannot be read
 */
export function readIfPresent(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  });
}
