import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder } from './make-folder.js';

export interface FileModes {
  /** The mode of the file; what the umask allows if absent. */
  readonly file?: number;
  /** The mode of folders that are made for it. */
  readonly folder?: number;
}

/** Writes a file as a whole: a reader sees the old content or the new content. Makes its folder. */
export async function replaceFile(path: string, content: string | Uint8Array, modes: FileModes = {}): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.partial`;
  await makeFolder(dirname(path), modes.folder);
  try {
    await writeFile(temporary, content, { flag: 'wx', flush: true, mode: modes.file });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
