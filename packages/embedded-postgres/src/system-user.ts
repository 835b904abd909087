import { execFile } from 'node:child_process';
import { chown, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

const run = promisify(execFile);

/** The system user that PostgreSQL runs as; undefined for the user of this process. */
export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

/** Users of common systems that can run PostgreSQL, in order of preference. */
const usualNames = ['postgres', '_postgres', 'nobody'];

/**
 * Chooses the user for a new cluster. PostgreSQL refuses root. If this process is root, the user is the owner of the
 * directory or, if root owns it, an existing user of the system. No user is created.
 */
export async function chooseSystemUser(directory: string): Promise<SystemUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const { uid } = await stat(directory);
  const names = uid === 0 ? usualNames : [String(uid), ...usualNames];
  for (const name of names) {
    const user = await findSystemUser(name);
    if (user !== undefined && user.uid !== 0) return user;
  }
  const message = `PostgreSQL does not run as root, and this system has none of the users ${usualNames.join(', ')}. Start as another user, or let another user own ${directory}.`;
  throw new EmbeddedPostgresError('DIRECTORY_UNUSABLE', message);
}

/** The user that must run a cluster: its owner. Undefined if this process is the owner, or if there is no cluster yet. */
export async function findClusterUser(cluster: string): Promise<SystemUser | undefined> {
  const found = await stat(cluster).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  const self = process.getuid?.();
  if (found === undefined || self === undefined || self === found.uid) return undefined;
  const { uid, gid } = found;
  if (self === 0) return { uid, gid };
  const message = `${cluster} belongs to the user with id ${uid}, and this process runs as user ${self}. Start as user ${uid} (in Kubernetes: securityContext.runAsUser), or stop PostgreSQL and give it to user ${self}: chown -R ${self} ${path.dirname(cluster)}`;
  throw new EmbeddedPostgresError('DIRECTORY_UNUSABLE', message);
}

/**
 * Refuses a user without a name, which initdb would refuse with a less helpful message. Containers may run as any number.
 * @throws {EmbeddedPostgresError} `USER_UNKNOWN`
 */
export function requireUserName(user: SystemUser | undefined, lookUp: () => unknown = userInfo): void {
  if (user !== undefined || isFound(lookUp)) return;
  const uid = process.getuid?.();
  const line = `lading:x:${uid}:${process.getgid?.()}::/:/sbin/nologin`;
  const message = `PostgreSQL looks up the name of user ${uid}, who has none. Add the line ${line} to /etc/passwd (in a container: mount a copy over it), run as a user that is in it, or use a PostgreSQL server.`;
  throw new EmbeddedPostgresError('USER_UNKNOWN', message);
}

function isFound(lookUp: () => unknown): boolean {
  try {
    lookUp();
    return true;
  } catch {
    return false;
  }
}

/** Makes the user of PostgreSQL the owner of a path, unless it is the user of this process. */
export async function giveTo(user: SystemUser | undefined, target: string): Promise<void> {
  if (user === undefined) return;
  await chown(target, user.uid, user.gid).catch((cause: unknown) => {
    const message = `PostgreSQL does not run as root, and ${target} cannot be given to user ${user.uid}. Use a directory on a file system that knows owners.`;
    throw new EmbeddedPostgresError('DIRECTORY_UNUSABLE', message, { cause });
  });
}

/** Finds a user by name or number. initdb needs a user that has a name. */
async function findSystemUser(name: string): Promise<SystemUser | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined;
  }
}
