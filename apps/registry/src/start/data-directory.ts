import { access, constants, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ConfigurationError } from '../configuration/configuration-error.js';
import { StartError } from './start-error.js';

/** Errors that may go away without a change of the configuration. */
const passing = new Set(['ENOSPC', 'EDQUOT', 'EIO', 'EMFILE', 'ENFILE', 'ESTALE', 'ETIMEDOUT']);

/**
 * Checks that a folder of the data directory is writable or can be created. It creates nothing.
 * @throws StartError or ConfigurationError
 */
export async function checkDirectory(directory: string): Promise<void> {
  try {
    await access(await nearestThatExists(directory), constants.W_OK | constants.X_OK);
  } catch (error) {
    throw unusableDirectory(directory, error);
  }
}

/**
 * Creates a folder of the data directory and its missing parents.
 * @throws StartError or ConfigurationError
 */
export async function makeDirectory(directory: string): Promise<void> {
  try {
    await makeMissing(directory);
  } catch (error) {
    throw unusableDirectory(directory, error);
  }
}

/** Whether a failed system call may succeed later without a change of the configuration. */
export function mayPass(error: unknown): boolean {
  return passing.has((error as NodeJS.ErrnoException | undefined)?.code ?? '');
}

/** The folder itself, or its nearest parent that exists. */
async function nearestThatExists(directory: string): Promise<string> {
  try {
    // A slash at the end asks for a folder: a file in the way is ENOTDIR.
    await stat(`${directory}/`);
    return directory;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return nearestThatExists(dirname(directory));
  }
}

/**
 * Creates one folder at a time. Node's recursive `mkdir` never returns below a folder that accepts no new entries, such as
 * `/proc`. `@lading/embedded-postgres` has the same for its own folders: `core`, which both may use, does no I/O.
 */
async function makeMissing(directory: string): Promise<void> {
  const failure = await attempt(directory);
  if (failure?.code === 'ENOENT' && dirname(directory) !== directory) {
    await makeMissing(dirname(directory));
    const second = await attempt(directory);
    if (second !== undefined) throw second;
  } else if (failure !== undefined) throw failure;
}

async function attempt(directory: string): Promise<NodeJS.ErrnoException | undefined> {
  try {
    await mkdir(directory);
    return undefined;
  } catch (error) {
    const found = await stat(directory).catch(() => undefined);
    return found?.isDirectory() === true ? undefined : (error as NodeJS.ErrnoException);
  }
}

/** The error for a folder of the data directory, or a file in it, that cannot be used. */
export function unusableDirectory(directory: string, error: unknown): StartError | ConfigurationError {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const text = `LADING_DATA_DIR can't be used: ${message}${remedies[code] ?? ''}`;
  const where = message.includes(directory) ? text : `${text} (for ${directory})`;
  return mayPass(error) ? new StartError(where, { cause: error }) : new ConfigurationError([where], { cause: error });
}

const remedies: Readonly<Record<string, string>> = {
  EACCES: '; give the folder to this user, or choose another',
  EPERM: '; give the folder to this user, or choose another',
  EROFS: '; mount it for writing, or choose another',
  ENOTDIR: '; a file is in the way',
  EEXIST: '; a file is in the way',
  ENOSPC: '; make room',
};
