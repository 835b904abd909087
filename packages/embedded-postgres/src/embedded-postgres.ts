import { access, constants, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Cluster, databaseName, roleName } from './cluster.js';
import { claimDirectory } from './directory-claim.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { chooseEndpoint } from './endpoint.js';
import { type Postmaster, startPostmaster } from './postmaster.js';
import { prepareCluster } from './prepare-cluster.js';
import type { Log } from './program.js';
import { type PostgresSettings, settingArguments } from './settings.js';

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

/** What another start may not meet: our port taken since we chose it, or sessions of a killed server still ending. */
const passingTrouble = /Address already in use|still in use/;
const startAttempts = 10;

/**
 * Starts PostgreSQL on a directory, and makes a new cluster there if it has none.
 * @throws {EmbeddedPostgresError} with a code and a message that says what to do
 * @throws the signal's reason, if it was aborted
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  options.signal?.throwIfAborted();
  const directory = path.resolve(options.directory);
  await makeDirectory(directory);
  const release = await claimDirectory(directory);
  try {
    const cluster = await prepareCluster(directory, options.log ?? (() => undefined), options.signal);
    const { postmaster, url } = await startPatiently(cluster, options);
    const { exited } = postmaster;
    const released = exited.then(release, release);
    return { url, exited, stop: stopOnce(postmaster, released, options.stopTimeoutSeconds ?? 30) };
  } catch (error) {
    await release();
    throw error;
  }
}

async function makeDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
    await access(directory, constants.W_OK | constants.X_OK);
  } catch (cause) {
    const message = `Cannot keep data in ${directory}: ${(cause as Error).message}`;
    throw new EmbeddedPostgresError('DIRECTORY_UNUSABLE', message, { cause });
  }
}

async function startPatiently(
  cluster: Cluster,
  options: EmbeddedPostgresOptions,
): Promise<{ postmaster: Postmaster; url: string }> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(cluster, options);
    } catch (error) {
      const isPassing = error instanceof EmbeddedPostgresError && passingTrouble.test(error.message);
      if (!isPassing || attempt === startAttempts) throw error;
      await sleep(500);
    }
  }
}

async function start(
  cluster: Cluster,
  { log = () => undefined, signal, settings = {} }: EmbeddedPostgresOptions,
): Promise<{ postmaster: Postmaster; url: string }> {
  const endpoint = await chooseEndpoint(cluster.directory);
  const postmaster = await startPostmaster({ cluster, settings: settingArguments(endpoint, settings), log, signal });
  return { postmaster, url: endpoint.url(roleName, cluster.password, databaseName) };
}

function stopOnce(postmaster: Postmaster, released: Promise<void>, timeoutSeconds: number): () => Promise<void> {
  let stopping: Promise<void> | undefined;
  return () => {
    stopping ??= postmaster.stop(timeoutSeconds).then(() => released);
    return stopping;
  };
}
