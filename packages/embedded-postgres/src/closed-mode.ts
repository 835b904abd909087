import { constants, type FileHandle, lstat, open } from 'node:fs/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

const { O_DIRECTORY = 0, O_NOFOLLOW = 0, O_RDONLY } = constants;
/** PostgreSQL does not start if the group may write to the data directory, or if others have any access. */
const refusedByPostgres = 0o027;

/**
 * Removes access of other users from a data directory: `fsGroup` of Kubernetes makes every folder of a volume writable for
 * its group. PostgreSQL also accepts 0750, which stays.
 * @throws {EmbeddedPostgresError} `DIRECTORY_UNUSABLE` where the file system keeps no modes
 */
export async function closeDataDirectory(cluster: string): Promise<void> {
  await close(cluster, { refused: refusedByPostgres, mode: 0o700, flags: O_DIRECTORY });
}

/** Removes access of other users from the password file. */
export async function closePasswordFile(file: string): Promise<void> {
  await close(file, { refused: 0o077, mode: 0o600, flags: 0 });
}

interface Closing {
  /** Mode bits that must not be set. */
  readonly refused: number;
  /** The mode to set if one of them is. */
  readonly mode: number;
  readonly flags: number;
}

/** Ignores a symbolic link, which may point to a file of another user. */
async function close(target: string, { refused, mode, flags }: Closing): Promise<void> {
  if (process.platform === 'win32' || (await lstat(target)).isSymbolicLink()) return;
  const handle = await open(target, O_RDONLY | O_NOFOLLOW | flags);
  try {
    if (!(await isOpen(handle, refused))) return;
    await handle.chmod(mode).catch(() => undefined);
    if (await isOpen(handle, refused)) throw staysOpen(target, mode);
  } finally {
    await handle.close();
  }
}

async function isOpen(handle: FileHandle, refused: number): Promise<boolean> {
  return ((await handle.stat()).mode & refused) !== 0;
}

function staysOpen(target: string, mode: number): EmbeddedPostgresError {
  const message = `${target} is open to other users, and its mode can't be set to 0${mode.toString(8)}. Use a file system that keeps modes and owners.`;
  return new EmbeddedPostgresError('DIRECTORY_UNUSABLE', message);
}
