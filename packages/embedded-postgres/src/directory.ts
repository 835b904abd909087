import { access, constants, mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

/**
 * Creates a folder and its missing parents, and checks that this process can write to it.
 * @throws {EmbeddedPostgresError} `DIRECTORY_UNUSABLE`
 */
export async function makeDirectory(directory: string): Promise<void> {
  try {
    await makeMissing(directory);
    await access(directory, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw unusable(directory, cause);
  }
}

/** The error for a folder in which a system call failed. */
export function unusable(directory: string, cause: unknown): EmbeddedPostgresError {
  const message = `Cannot keep data in ${directory}: ${(cause as Error).message}. Choose a folder that user ${process.getuid?.() ?? 'of this process'} can write to, on a disk with room.`;
  return new EmbeddedPostgresError('DIRECTORY_UNUSABLE', message, { cause });
}

/**
 * Creates one folder at a time. Node's recursive `mkdir` never returns below a folder that accepts no new entries, such as
 * `/proc`. The registry has the same for its own folders: `core`, which all may use, does no I/O.
 */
async function makeMissing(directory: string): Promise<void> {
  const parent = path.dirname(directory);
  const failure = await attempt(directory);
  if (failure?.code === 'ENOENT' && parent !== directory) {
    await makeMissing(parent);
    const second = await attempt(directory);
    if (second !== undefined) throw second;
  } else if (failure !== undefined) throw failure;
}

/** Creates a folder. Returns the error if it does not exist afterwards. */
async function attempt(directory: string): Promise<NodeJS.ErrnoException | undefined> {
  try {
    await mkdir(directory);
    return undefined;
  } catch (error) {
    const found = await stat(directory).catch(() => undefined);
    return found?.isDirectory() === true ? undefined : (error as NodeJS.ErrnoException);
  }
}
