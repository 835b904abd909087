import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CountingProxy, startCountingProxy } from '../harness/counting-proxy.js';
import { programOf } from '../harness/paths.js';
import type { Place } from './place.js';

/** Blobs and manifests that an import has read from S3 before it is killed. */
const blobsRead = 6;

/**
 * Starts an import and kills it when the first blobs are imported. The next import has to start the database again, which was
 * killed too.
 * @param endpoint the S3 server of the place, if it is one
 */
export async function killImport(
  { root, environment }: Place,
  dataDirectory: string,
  endpoint: string | undefined,
): Promise<void> {
  mkdirSync(dirname(dataDirectory), { recursive: true });
  const proxy = endpoint === undefined ? undefined : await startCountingProxy(endpoint);
  const through = proxy === undefined ? {} : { LADING_S3_ENDPOINT: `http://${proxy.host}` };
  const child = spawn(process.execPath, [programOf('registry'), 'import', '--from-distribution', root], {
    env: { ...process.env, LADING_DATA_DIR: dataDirectory, ...environment, ...through },
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  const hasBegun = proxy === undefined ? () => hasFiles(join(dataDirectory, 'blobs', 'blobs')) : readsBlobs(proxy);
  while (child.exitCode === null && !hasBegun()) await sleep(5);
  const wasRunning = child.kill('SIGKILL');
  await ended;
  await proxy?.stop();
  if (!wasRunning) throw new Error('it ended before it could be killed');
}

function hasFiles(folder: string): boolean {
  if (!existsSync(folder)) return false;
  return readdirSync(folder, { recursive: true, withFileTypes: true }).some((entry) => entry.isFile());
}

function readsBlobs(proxy: CountingProxy): () => boolean {
  let seen = 0;
  return () => {
    seen += proxy.take().requests.filter((request) => /^GET .*\/data$/.test(request)).length;
    return seen >= blobsRead;
  };
}
