import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { findBinaries } from './binaries.js';
import { closeDataDirectory } from './closed-mode.js';
import type { Cluster } from './cluster.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { initialiseCluster, removeInterrupted, resetPassword } from './initialise-cluster.js';
import { stopOrphan } from './orphan.js';
import { keepPassword } from './password.js';
import type { Log } from './program.js';
import { findReachableBinaries } from './reachable-binaries.js';
import { chooseSystemUser, findClusterUser, requireUserName } from './system-user.js';

const majorVersion = '18';
const orphanTimeoutSeconds = 30;

/** Creates the cluster, or prepares an existing one whose owner may have been killed. The caller must hold the claim. */
export async function prepareCluster(parent: string, log: Log, signal: AbortSignal | undefined): Promise<Cluster> {
  const directory = path.join(parent, 'cluster');
  await removeInterrupted(parent);
  const owner = await findClusterUser(directory);
  const version = await findVersion(directory);
  const user = version === undefined ? await chooseSystemUser(parent) : owner;
  if (version === undefined) requireUserName(user);
  const binaries = await findReachableBinaries(await findBinaries(), user);
  const { password, isNew } = await keepPassword(parent);
  const cluster = { directory, binaries, user, password };
  if (version === undefined) {
    await initialiseCluster(cluster, log, signal);
  } else {
    await closeDataDirectory(directory);
    await stopOrphan(directory, orphanTimeoutSeconds, log);
    if (!isNew) return cluster;
    requireUserName(user);
    await resetPassword(cluster, signal);
  }
  return cluster;
}

/** The version of the cluster; undefined without a cluster. */
async function findVersion(directory: string): Promise<string | undefined> {
  const text = await readFile(path.join(directory, 'PG_VERSION'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new EmbeddedPostgresError('DIRECTORY_UNUSABLE', `Cannot read ${directory}: ${error.message}`, {
      cause: error,
    });
  });
  const version = text?.trim();
  if (version === undefined || version === majorVersion) return version;
  const message = `${directory} was written by PostgreSQL ${version}, and this is PostgreSQL ${majorVersion}. Dump it with the old version and restore it into a new directory.`;
  throw new EmbeddedPostgresError('VERSION_MISMATCH', message);
}
