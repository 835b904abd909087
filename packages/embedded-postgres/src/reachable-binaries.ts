import { randomBytes } from 'node:crypto';
import { chmod, cp, mkdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Binaries } from './binaries.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { startProgram } from './program.js';
import type { SystemUser } from './system-user.js';

/** The folder for a copy of PostgreSQL. Only root can write to it, everybody can read it, and no timer empties it. */
const cacheDirectory = '/var/cache/lading';

/**
 * Returns programs that the user can run. If the user cannot reach the package, for example below /root, root copies it to
 * `/var/cache/lading` (60 MB, once for each version).
 * @throws {EmbeddedPostgresError} `DIRECTORY_UNUSABLE`
 */
export async function findReachableBinaries(binaries: Binaries, user: SystemUser | undefined): Promise<Binaries> {
  if (user === undefined || (await canRun(binaries, user))) return binaries;
  const packageDirectory = path.resolve(path.dirname(binaries.postgres), '../..');
  const copy = await copyOnce(packageDirectory).catch((cause: unknown) => {
    throw unreachable(binaries, user, cause);
  });
  const copied = { postgres: path.join(copy, 'bin/postgres'), initdb: path.join(copy, 'bin/initdb') };
  if (await canRun(copied, user)) return copied;
  throw unreachable(copied, user);
}

/** Tries to run a program, which is more reliable than a check of modes, access lists and mount options. */
async function canRun(binaries: Binaries, user: SystemUser): Promise<boolean> {
  const trial = startProgram(binaries.postgres, ['--version'], { directory: '/', user, log: () => undefined });
  return (await trial.ended) === 0;
}

async function copyOnce(packageDirectory: string): Promise<string> {
  const { version } = JSON.parse(await readFile(path.join(packageDirectory, 'package.json'), 'utf8'));
  const target = path.join(cacheDirectory, `postgresql-${version}-${process.arch}`);
  const staging = `${target}.${randomBytes(6).toString('hex')}`;
  await mkdir(cacheDirectory, { recursive: true });
  await chmod(cacheDirectory, 0o755);
  await cp(path.join(packageDirectory, 'native'), staging, { recursive: true, verbatimSymlinks: true });
  // The copy gets its name when it is complete. If there is one already, that one stays.
  await rename(staging, target).catch(() => rm(staging, { recursive: true, force: true }));
  return target;
}

function unreachable(binaries: Binaries, user: SystemUser, cause?: unknown): EmbeddedPostgresError {
  const message = `PostgreSQL does not run as root, and user ${user.uid} cannot run ${binaries.postgres}. Install into a folder that all users may enter, or start as the user who owns it.`;
  return new EmbeddedPostgresError('DIRECTORY_UNUSABLE', message, { cause });
}
