import path from 'node:path';
import { readIfPresent } from './read-if-present.js';

/** What a server says of itself in its lock file. */
interface PostmasterFile {
  readonly port: number;
  /** Empty if the server listens on no Unix socket. */
  readonly socketDirectory: string;
  /** `starting`, `ready`, `standby` or `stopping`. */
  readonly status: string;
}

/**
 * Reads `postmaster.pid` in the directory of a cluster. Its lines are the pid, the data directory, the start time, the port, the
 * socket directory, the listen address, the shared memory and the status.
 * https://www.postgresql.org/docs/18/storage-file-layout.html
 * @returns undefined if there is no such file
 * @throws an error of the file system if it cannot be read
 */
export async function readPostmasterFile(directory: string): Promise<PostmasterFile | undefined> {
  const text = await readIfPresent(path.join(directory, 'postmaster.pid'));
  if (text === undefined) return undefined;
  const [, , , port = '', socketDirectory = '', , , status = ''] = text.split('\n').map((line) => line.trim());
  return { port: Number(port), socketDirectory, status };
}
