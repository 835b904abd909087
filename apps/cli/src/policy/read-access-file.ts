import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type AccessFile, AccessFileError, parseAccessFile, parseYaml, readNamedFiles } from '@lading/access';
import { UsageError } from '../failure/command-error.js';

/** An access file with the users of its htpasswd file, if that can be read here. */
export interface ReadAccessFile {
  readonly file: AccessFile;
  readonly users: ReadonlySet<string> | undefined;
}

/**
 * Reads an access file, or the key `access` of a configuration file.
 * @throws UsageError with all faults of the file; the error of the file system if it cannot be read
 */
export async function readAccessFile(path: string): Promise<ReadAccessFile> {
  const content = parse(path, await readFile(path, 'utf8'));
  const isConfiguration = typeof content === 'object' && content !== null && 'access' in content;
  try {
    const file = parseAccessFile(isConfiguration ? (content as { access: unknown }).access : content);
    return { file, users: await usersOf(file, dirname(path)) };
  } catch (error) {
    if (!(error instanceof AccessFileError)) throw error;
    throw new UsageError(`${path}: ${error.faults.join('; ')}`);
  }
}

function parse(path: string, text: string): unknown {
  try {
    return parseYaml(text);
  } catch (error) {
    throw new UsageError(`${path}: ${(error as Error).message}`);
  }
}

/** Rules may be tested on a machine without the files of the registry. */
async function usersOf(file: AccessFile, folder: string): Promise<ReadonlySet<string> | undefined> {
  if (file.htpasswd === undefined) return undefined;
  const htpasswd = resolve(folder, file.htpasswd);
  if (!existsSync(htpasswd)) return undefined;
  return (await readNamedFiles({ ...file, htpasswd, token: undefined, issuers: [], providers: [] })).users;
}
