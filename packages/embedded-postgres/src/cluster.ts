import type { Binaries } from './binaries.js';
import type { SystemUser } from './system-user.js';

/** A data directory of PostgreSQL, and what it takes to run it. */
export interface Cluster {
  /** Its absolute path. */
  readonly directory: string;
  readonly binaries: Binaries;
  readonly user: SystemUser | undefined;
  readonly password: string;
}

/** The role that the program logs in as, and its database. It is no superuser: SQL can neither run nor read files. */
export const roleName = 'lading';
export const databaseName = 'lading';

/** The working directory of a process on Linux. Messages show the real path instead. */
export const workingDirectory = '/proc/self/cwd';

/**
 * How a program is told its data directory. On Linux, one that runs as another user than we do is given its working
 * directory, which we have opened for it, so that it needs no way through folders that are closed to it, such as /root.
 */
export function directoryArgument({ directory, user }: Cluster): string {
  return user !== undefined && process.platform === 'linux' ? workingDirectory : directory;
}
