import type { Binaries } from './binaries.js';
import type { SystemUser } from './system-user.js';

/** A data directory of PostgreSQL, and everything that is necessary to run it. */
export interface Cluster {
  /** Its absolute path. */
  readonly directory: string;
  readonly binaries: Binaries;
  readonly user: SystemUser | undefined;
  readonly password: string;
}

/** The role of the program, and its database. The role is not a superuser, so SQL cannot run programs or read files. */
export const roleName = 'lading';
export const databaseName = 'lading';

/** The path by which a process on Linux finds its working directory. Messages show the real path instead. */
export const workingDirectory = '/proc/self/cwd';

/**
 * The data directory as an argument for a program. On Linux, a program that runs as another user gets its working directory,
 * which this process has opened. So the other user needs no access to the parent folders, such as /root.
 */
export function directoryArgument({ directory, user }: Cluster): string {
  return user !== undefined && process.platform === 'linux' ? workingDirectory : directory;
}
