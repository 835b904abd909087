import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Binaries, findBinaries } from './binaries.js';
import {
  type ClusterContext,
  databaseName,
  initialiseCluster,
  keepPassword,
  removeInterrupted,
  resetPassword,
  roleName,
} from './cluster.js';
import { claimDirectory } from './directory-claim.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { chooseEndpoint } from './endpoint.js';
import { stopOrphan } from './orphan.js';
import { type Postmaster, startPostmaster } from './postmaster.js';
import { clusterArgument, type Log } from './program.js';
import { type PostgresSettings, settingArguments } from './settings.js';
import { chooseSystemUser, findClusterUser, type SystemUser } from './system-user.js';

export interface EmbeddedPostgresOptions {
  /** Where the data is kept, and will be found at the next start. It is made where it does not exist. */
  readonly directory: string;
  /** Receives each line that PostgreSQL prints, without its line break. */
  readonly log?: Log;
  /** Ends a start that is under way. It has no effect later: use `stop`. */
  readonly signal?: AbortSignal;
  /** How long `stop` waits for an orderly end before it ends PostgreSQL at once, without loss; 30 if not given. */
  readonly stopTimeoutSeconds?: number;
  /** PostgreSQL's settings by their own names. What keeps committed data safe cannot be switched off. */
  readonly settings?: PostgresSettings;
}

/** A PostgreSQL server of our own, reachable from this machine only. */
export interface EmbeddedPostgres {
  /** `postgresql://…` with the password, for `pg` and whatever else reads libpq's URLs. */
  readonly url: string;
  /** Resolves when PostgreSQL has ended, by `stop` or by itself: to its exit code, or to undefined after a signal. */
  readonly exited: Promise<number | undefined>;
  /** Ends the sessions, writes everything down and resolves when PostgreSQL has ended. Stopping twice is fine. */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL on a directory, and makes a new cluster there if it has none.
 * @throws {EmbeddedPostgresError} with a code and a message that says what to do
 * @throws the signal's reason, if it was aborted
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const directory = path.resolve(options.directory);
  options.signal?.throwIfAborted();
  const binaries = await findBinaries();
  await mkdir(directory, { recursive: true });
  const release = await claimDirectory(directory);
  try {
    const { postmaster, url } = await startOn(directory, binaries, options);
    void postmaster.exited.then(release);
    return { url, exited: postmaster.exited, stop: stopOnce(postmaster, release, options.stopTimeoutSeconds ?? 30) };
  } catch (error) {
    await release();
    throw error;
  }
}

/** Everything that needs the claim. */
async function startOn(
  directory: string,
  binaries: Binaries,
  options: EmbeddedPostgresOptions,
): Promise<{ postmaster: Postmaster; url: string }> {
  const { log = () => undefined, signal, settings = {} } = options;
  const cluster = path.join(directory, 'cluster');
  const user = await prepareCluster(directory, binaries, log, signal);
  const { password } = await keepPassword(directory);
  const endpoint = await chooseEndpoint(cluster);
  const args = ['-D', clusterArgument(cluster, user), ...settingArguments(endpoint, settings)];
  const postmaster = await startPostmaster({ postgres: binaries.postgres, args, cluster, user, log, signal });
  return { postmaster, url: endpoint.url(roleName, password, databaseName) };
}

/** Leaves a whole cluster that nobody runs, and answers who has to run it. */
async function prepareCluster(
  directory: string,
  binaries: Binaries,
  log: Log,
  signal: AbortSignal | undefined,
): Promise<SystemUser | undefined> {
  const cluster = path.join(directory, 'cluster');
  await removeInterrupted(directory);
  const version = await readFile(path.join(cluster, 'PG_VERSION'), 'utf8').catch(() => undefined);
  const user = version === undefined ? await chooseSystemUser(directory) : await findClusterUser(cluster);
  const { password, isNew } = await keepPassword(directory);
  const context: ClusterContext = { binaries, directory, user, password, log, signal };
  if (version === undefined) {
    await initialiseCluster(context);
    return user;
  }
  assertVersion(version.trim(), cluster);
  await stopOrphan(cluster, 30, log);
  if (isNew) await resetPassword(context);
  return user;
}

const majorVersion = '18';

function assertVersion(version: string, cluster: string): void {
  if (version === majorVersion) return;
  const message = `${cluster} was written by PostgreSQL ${version}, and this is PostgreSQL ${majorVersion}. Dump it with the old version and restore it into a new directory.`;
  throw new EmbeddedPostgresError('VERSION_MISMATCH', message);
}

function stopOnce(postmaster: Postmaster, release: () => Promise<void>, timeoutSeconds: number): () => Promise<void> {
  let stopping: Promise<void> | undefined;
  return () => {
    stopping ??= postmaster.stop(timeoutSeconds).then(release);
    return stopping;
  };
}
