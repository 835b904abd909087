import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { type Cluster, databaseName, directoryArgument, roleName } from './cluster.js';
import { syncDirectory, writeDurably } from './durable-file.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { type Log, runProgram, startProgram } from './program.js';
import { giveTo } from './system-user.js';

const superuser = 'postgres';
const stagingPrefix = 'cluster.initialising-';

/** Only the role can log in, and only with its password. Nobody can log in as the superuser. */
const hostBasedAuthentication = `local all ${roleName} scram-sha-256\nhost all ${roleName} 127.0.0.1/32 scram-sha-256\n`;

/**
 * Creates a new cluster in a sibling folder that gets its final name last. If the process is killed before, there is no
 * cluster instead of a broken one.
 * @throws {EmbeddedPostgresError} `INITIALISE_FAILED`
 */
export async function initialiseCluster(wanted: Cluster, log: Log, signal: AbortSignal | undefined): Promise<void> {
  const parent = path.dirname(wanted.directory);
  const staging = path.join(parent, stagingPrefix + randomBytes(6).toString('hex'));
  await mkdir(staging, { mode: 0o700 });
  try {
    await giveTo(wanted.user, staging);
    const staged = { ...wanted, directory: staging };
    await runInitdb(staged, log, signal);
    const createRole = `CREATE ROLE ${roleName} LOGIN CREATEDB PASSWORD '${wanted.password}'`;
    await runStatements(staged, [createRole, `CREATE DATABASE ${databaseName} OWNER ${roleName}`], signal);
    await writeDurably(path.join(staging, 'pg_hba.conf'), hostBasedAuthentication);
    await rename(staging, wanted.directory);
    await syncDirectory(parent);
  } catch (error) {
    await rm(staging, { recursive: true, force: true, maxRetries: 3 });
    throw error;
  }
}

/** Removes the remains of interrupted initialisations. The caller must hold the claim of the directory. */
export async function removeInterrupted(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (!name.startsWith(stagingPrefix)) continue;
    // An initdb whose parent was killed may still be writing. The next start removes the rest.
    await rm(path.join(directory, name), { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  }
}

/** Gives the role a new password after the old one was lost. The cluster must not be running. */
export async function resetPassword(cluster: Cluster, signal: AbortSignal | undefined): Promise<void> {
  await runStatements(cluster, [`ALTER ROLE ${roleName} PASSWORD '${cluster.password}'`], signal);
}

async function runInitdb(cluster: Cluster, log: Log, signal: AbortSignal | undefined): Promise<void> {
  // C.UTF-8 sorts by code point on every system, so an upgrade of the system does not break an index.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const access = [`--username=${superuser}`, '--auth=reject', '--data-checksums', '--no-instructions'];
  const args = [`--pgdata=${directoryArgument(cluster)}`, ...locale, ...access];
  const initdb = startProgram(cluster.binaries.initdb, args, { ...cluster, log });
  if (await runProgram(initdb, signal)) return;
  throw new EmbeddedPostgresError('INITIALISE_FAILED', `initdb failed:\n${initdb.lastLines()}`);
}

/** Runs SQL as the superuser in single-user mode. PostgreSQL does not listen, so nobody else can connect meanwhile. */
async function runStatements(
  cluster: Cluster,
  statements: readonly string[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const settings = ['-c', 'exit_on_error=on', '-c', 'log_statement=none'];
  const args = ['--single', '-D', directoryArgument(cluster), ...settings, superuser];
  const input = statements.map((statement) => `${statement}\n`).join('');
  // postgres echoes its input, including the password, so its output is not logged.
  const postgres = startProgram(cluster.binaries.postgres, args, { ...cluster, log: () => undefined, input });
  if (await runProgram(postgres, signal)) return;
  const lines = postgres.lastLines().replaceAll(cluster.password, '***');
  throw new EmbeddedPostgresError('INITIALISE_FAILED', `postgres --single failed:\n${lines}`);
}
