// A bad day of a fleet: three replicas share PostgreSQL and S3 behind a load balancer. Clients push and pull while replicas are
// killed and started in turn, PostgreSQL restarts, and S3 answers 500, 503 and late. Then every acknowledged push pulls whole
// from every replica, and no client failed that tries again by itself: ours, and crane.
//
// It runs for as many seconds as the first argument or CHAOS_SECONDS says, otherwise for five minutes.

import { join } from 'node:path';
import { ClientRecord } from './chaos/client-record.js';
import { runCrane, runOurClient } from './chaos/clients.js';
import { disrupt } from './chaos/disruption.js';
import { expectAll, findProblems, makePush, type Push } from './chaos/pushes.js';
import { Checks } from './harness/checks.js';
import { OwnDatabase } from './harness/database.js';
import { expectNone } from './harness/expect.js';
import { startFaultyS3 } from './harness/faulty-s3.js';
import { send } from './harness/push-and-pull.js';
import { startReplicas } from './harness/replicas.js';
import { installS3Server, registryOnS3, startS3Server } from './harness/s3-process.js';
import { makeTemporaryDirectory } from './harness/temporary-directory.js';
import { waitUntil } from './harness/wait.js';

const seconds = Number(process.argv[2] ?? process.env.CHAOS_SECONDS ?? 300);

const checks = new Checks('chaos');
const directory = makeTemporaryDirectory('chaos');
const s3 = await startS3Server(await installS3Server());
const faulty = await startFaultyS3(s3.endpoint);
const database = new OwnDatabase(join(directory, 'own-postgres'));
await database.start();
const environment = { ...registryOnS3(faulty), DATABASE_URL: database.url };
const fleet = await startReplicas({ directory, count: 3, environment });
const { replicas } = fleet;

const record = new ClientRecord(seconds);
const { acknowledged } = record;
const [disruptions] = await Promise.all([
  disrupt({ replicas, database, directory, environment }, () => record.isOver),
  ...[1, 2, 3].map((number) => runOurClient(record, fleet.url, `chaos/ours-${number}`)),
  ...[1, 2].map((number) => runCrane(record, fleet.host, directory, number)),
]);
faulty.calm();
const { kills, restarts, slowestRestartSeconds } = disruptions;
await checks.check('every replica becomes ready again', untilAllReady);
checks.note(
  `${seconds} s: ${acknowledged.length} pushes acknowledged, ${record.pulls} pulls, ${kills} replicas killed`,
);
checks.note(`${restarts} restarts of PostgreSQL, the slowest ${slowestRestartSeconds.toFixed(1)} s`);
checks.note(`S3: ${JSON.stringify(faulty.counts)}`);
await checks.check('clients made progress', () => {
  if (acknowledged.length < seconds / 5 || kills < seconds / 40 || restarts < 1) throw new Error('too little happened');
});
await checks.check('no client failed', () => expectNone(record.failures));
await checks.check('each pull meanwhile got what had been pushed', () => expectNone(record.problems));
for (const [index, { url }] of replicas.entries())
  await checks.check(`every acknowledged push pulls whole from replica ${index + 1}`, () =>
    expectAll(url, acknowledged),
  );
await checks.check('a missing push would have been noticed', async () => {
  const missing: Push = { ...makePush('chaos/ours-1', 0), tag: 'never', seed: 'never' };
  if ((await findProblems(fleet.url, missing)).length === 0) throw new Error('it was not');
});
await checks.check('a replica without PostgreSQL says so, and recovers by itself', loseDatabase);
await checks.check('all of it stops', async () => {
  await fleet.stop();
  await database.stop();
  await faulty.stop();
  await s3.stop();
});
checks.finish();

async function loseDatabase(): Promise<void> {
  const [push] = acknowledged;
  if (push === undefined) throw new Error('no push was acknowledged');
  await database.stop();
  for (const { url } of replicas) {
    await untilStatus(`${url}/health/ready`, 503);
    const { status, headers } = await send('GET', `${url}/v2/${push.repository}/manifests/${push.tag}`);
    const retryAfter = headers.get('retry-after');
    if (status !== 503 || !/^\d+$/.test(retryAfter ?? '')) throw new Error(`${status} with Retry-After ${retryAfter}`);
  }
  await database.start();
  await untilAllReady();
}

async function untilAllReady(): Promise<void> {
  await Promise.all(replicas.map(({ url }) => untilStatus(`${url}/health/ready`, 200)));
}

function untilStatus(url: string, wanted: number): Promise<void> {
  const hasStatus = async () => (await send('GET', url).catch(() => undefined))?.status === wanted;
  return waitUntil(`${url} answers ${wanted}`, hasStatus, { milliseconds: 200 });
}
