import { setTimeout as sleep } from 'node:timers/promises';
import { type Cluster, databaseName, roleName } from './cluster.js';
import { makeDirectory, unusable } from './directory.js';
import { claimDirectory } from './directory-claim.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { chooseEndpoint } from './endpoint.js';
import { checkOptions, type EmbeddedPostgresOptions } from './options.js';
import { type Postmaster, startPostmaster } from './postmaster.js';
import { prepareCluster } from './prepare-cluster.js';
import { settingArguments } from './settings.js';

/** A running PostgreSQL server that can be reached only from this machine. */
export interface EmbeddedPostgres {
  /** `postgresql://…` with the password, for `pg` and other programs that accept URLs of libpq. */
  readonly url: string;
  /** Resolves when PostgreSQL has ended, for any reason: to its exit code, or to undefined after a signal. */
  readonly exited: Promise<number | undefined>;
  /** Ends the sessions, writes a checkpoint, and resolves when PostgreSQL has ended. It may be called more than once. */
  stop(): Promise<void>;
}

/** Errors after which another start may succeed: the chosen port was taken, or sessions of a killed server still run. */
const passingTrouble = /Address already in use|still in use/;
const startAttempts = 10;

/**
 * Starts PostgreSQL on a directory, and creates a cluster there if it has none.
 * @throws {TypeError} that names an unknown or wrong option
 * @throws {EmbeddedPostgresError} with a code and a message that says what to do
 * @throws the signal's reason, if it was aborted
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const checked = checkOptions(options);
  checked.signal?.throwIfAborted();
  await makeDirectory(checked.directory);
  try {
    return await startClaimed(checked);
  } catch (error) {
    if (checked.signal?.aborted === true || !isRefusedCall(error)) throw error;
    throw unusable(checked.directory, error);
  }
}

/** Claims the directory and starts PostgreSQL. */
async function startClaimed(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const release = await claimDirectory(options.directory);
  try {
    const cluster = await prepareCluster(options.directory, options.log ?? (() => undefined), options.signal);
    const { postmaster, url } = await startPatiently(cluster, options);
    const { exited } = postmaster;
    const released = exited.then(release, release);
    return { url, exited, stop: stopOnce(postmaster, released, options.stopTimeoutSeconds ?? 30) };
  } catch (error) {
    // On a full disk the release may fail too: the first error names the cause.
    await release().catch(() => undefined);
    throw error;
  }
}

/** Whether a system call failed, for example a write to a full disk. */
function isRefusedCall(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
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
