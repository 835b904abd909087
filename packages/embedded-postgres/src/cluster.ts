import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Binaries } from './binaries.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { clusterArgument, type Log, runProgram, startProgram } from './program.js';
import { giveTo, type SystemUser } from './system-user.js';

/** The role that the program logs in as, and its database. It is no superuser: SQL can neither run nor read files. */
export const roleName = 'lading';
export const databaseName = 'lading';

const superuser = 'postgres';
const stagingPrefix = 'cluster.initialising-';

/** Only the role may come in, and only with its password. Nobody can log in as the superuser. */
const hostBasedAuthentication = `local all ${roleName} scram-sha-256\nhost all ${roleName} 127.0.0.1/32 scram-sha-256\n`;

export interface ClusterContext {
  readonly binaries: Binaries;
  readonly directory: string;
  readonly user: SystemUser | undefined;
  readonly password: string;
  readonly log: Log;
  readonly signal: AbortSignal | undefined;
}

/**
 * Makes a new cluster at `<directory>/cluster`. All is done in a sibling that gets its name last: who is killed in the
 * middle leaves no cluster, not a broken one.
 * @throws {EmbeddedPostgresError} `INITIALISE_FAILED`
 */
export async function initialiseCluster(context: ClusterContext): Promise<void> {
  const staging = path.join(context.directory, stagingPrefix + randomBytes(6).toString('hex'));
  await mkdir(staging, { mode: 0o700 });
  try {
    await giveTo(context.user, staging);
    await runInitdb(context, staging);
    const create = [`CREATE ROLE ${roleName} LOGIN CREATEDB PASSWORD '${context.password}'`];
    await runStatements(context, staging, [...create, `CREATE DATABASE ${databaseName} OWNER ${roleName}`]);
    await writeDurably(path.join(staging, 'pg_hba.conf'), hostBasedAuthentication, context.user);
    await rename(staging, path.join(context.directory, 'cluster'));
    await syncDirectory(context.directory);
  } catch (error) {
    await rm(staging, { recursive: true, force: true, maxRetries: 3 });
    throw error;
  }
}

/** Removes what interrupted initialisations left. Only who has claimed the directory may do it. */
export async function removeInterrupted(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (!name.startsWith(stagingPrefix)) continue;
    // An initdb whose parent was killed may still write there; the next start finds what this one could not remove.
    await rm(path.join(directory, name), { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  }
}

/** Gives the role a new password, where the old one was lost. The cluster must be stopped. */
export async function resetPassword(context: ClusterContext): Promise<void> {
  const cluster = path.join(context.directory, 'cluster');
  await runStatements(context, cluster, [`ALTER ROLE ${roleName} PASSWORD '${context.password}'`]);
}

/** Reads the password, or makes one; `isNew` tells which. */
export async function keepPassword(directory: string): Promise<{ password: string; isNew: boolean }> {
  const file = path.join(directory, 'password');
  const kept = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return '';
  });
  if (kept !== '') return { password: kept.trim(), isNew: false };
  const password = randomBytes(24).toString('hex');
  await writeDurably(file, `${password}\n`, undefined);
  return { password, isNew: true };
}

async function runInitdb(context: ClusterContext, staging: string): Promise<void> {
  // C.UTF-8 sorts by code point, the same on every system: an upgrade of the system breaks no index.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const access = [`--username=${superuser}`, '--auth=reject', '--data-checksums', '--no-instructions'];
  const args = [`--pgdata=${clusterArgument(staging, context.user)}`, ...locale, ...access];
  const { user, log } = context;
  const initdb = startProgram(context.binaries.initdb, args, { cluster: staging, user, log });
  if (await runProgram(initdb, context.signal)) return;
  throw new EmbeddedPostgresError('INITIALISE_FAILED', `initdb failed:\n${initdb.lastLines()}`);
}

/** Runs SQL as the superuser without a server: nothing listens, so nobody else can come in meanwhile. */
async function runStatements(context: ClusterContext, cluster: string, statements: readonly string[]): Promise<void> {
  const { user } = context;
  const settings = ['-c', 'exit_on_error=on', '-c', 'log_statement=none'];
  const args = ['--single', '-D', clusterArgument(cluster, user), ...settings, superuser];
  const input = statements.map((statement) => `${statement}\n`).join('');
  // It echoes what it reads, the password too, so its lines go nowhere.
  const postgres = startProgram(context.binaries.postgres, args, { cluster, user, log: () => undefined, input });
  if (await runProgram(postgres, context.signal)) return;
  const lines = postgres.lastLines().replaceAll(context.password, '***');
  throw new EmbeddedPostgresError('INITIALISE_FAILED', `postgres --single failed:\n${lines}`);
}

async function writeDurably(file: string, text: string, user: SystemUser | undefined): Promise<void> {
  const handle = await open(file, 'w', 0o600);
  await handle.writeFile(text);
  await handle.sync();
  await handle.close();
  await giveTo(user, file);
  await syncDirectory(path.dirname(file));
}

/** Windows has no such thing for a directory. */
async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  await handle.sync();
  await handle.close();
}
