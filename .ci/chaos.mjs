// A bad day of a fleet: three replicas share PostgreSQL and S3 behind a load balancer; clients push and pull while replicas
// are killed and started in turn, PostgreSQL restarts, and S3 answers 500, 503 and late. Afterwards every acknowledged push
// must pull whole from every replica, and no client may have failed that tries again as it does by itself: ours, and crane.
//
// Five minutes, or as many seconds as the first argument, or CHAOS_SECONDS, says.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createChecks } from './harness/checks.mjs';
import { startOwnDatabase } from './harness/external-database.mjs';
import { startFaultyS3 } from './harness/faulty-s3.mjs';
import { imageManifestType, makeImage } from './harness/image.mjs';
import { createClients } from './harness/oci-clients.mjs';
import { compareFiles, readLayout, writeIndexLayout } from './harness/oci-layout.mjs';
import { makeTemporaryDirectory, projectDirectory } from './harness/paths.mjs';
import { findPullProblems, send } from './harness/push-and-pull.mjs';
import { startReplica, startReplicas } from './harness/replicas.mjs';
import { installS3Server, registryOnS3, startS3Server } from './harness/s3-process.mjs';

const seconds = Number(process.argv[2] ?? process.env.CHAOS_SECONDS ?? 300);
/** Below a part of S3's, and above. */
const layerSizes = [[4096, 70_000], [200_000], [9_000_000], [1024, 512, 12_000_000]];
const { createRegistryClient } = await import(join(projectDirectory, 'packages/client/dist/index.js'));

const checks = createChecks('chaos');
const work = makeTemporaryDirectory('chaos');
const s3 = await startS3Server(await installS3Server());
const faulty = await startFaultyS3(s3.endpoint);
const database = await startOwnDatabase(work);
const environment = { ...registryOnS3({ ...s3, endpoint: faulty.endpoint }), DATABASE_URL: database.url };
const fleet = await startReplicas({ directory: work, count: 3, environment });
const { replicas } = fleet;

const acknowledged = [];
const failures = [];
const problems = [];
const counts = { pulls: 0, kills: 0, restarts: 0 };
let slowestRestart = 0;
const end = Date.now() + seconds * 1000;
const isOver = () => Date.now() > end;

const clients = [
  ...[1, 2, 3].map((number) => runOurs(`chaos/ours-${number}`)),
  ...[1, 2].map((number) => runCrane(number)),
];
await Promise.all([disrupt(), ...clients]);
faulty.calm();
await checks.check('every replica gets ready again', () => Promise.all(replicas.map(untilReady)));

checks.note(
  `${seconds} s: ${acknowledged.length} pushes acknowledged, ${counts.pulls} pulls, ${counts.kills} replicas killed, ${counts.restarts} restarts of PostgreSQL of at most ${slowestRestart.toFixed(1)} s`,
);
checks.note(`S3: ${JSON.stringify(faulty.counts)}`);
await checks.check('clients got on', () => {
  if (acknowledged.length < seconds / 5 || counts.kills < seconds / 40 || counts.restarts < 1)
    throw new Error('too little happened');
});
await checks.check('no client failed', () => expectNone(failures));
await checks.check('what was pulled meanwhile was what had been pushed', () => expectNone(problems));
for (const [index, { url }] of replicas.entries())
  await checks.check(`every acknowledged push pulls whole from replica ${index + 1}`, () => expectAllOf(url));
await checks.check('a missing push would have been noticed', async () => {
  if (
    (await problemsOf(replicas[0].url, { repository: 'chaos/ours-1', tag: 'never', seed: 'never', sizes: [10] }))
      .length === 0
  )
    throw new Error('it was not');
});
await checks.check('a replica without PostgreSQL says so, and heals by itself', loseDatabase);
await checks.check('all of it stops', async () => {
  await fleet.stop();
  await database.stop();
  await faulty.stop();
  await s3.stop();
});
checks.finish();

/** Our client as it comes: each push is tried again by the client itself, or not at all. */
async function runOurs(repositoryName) {
  const repository = createRegistryClient(fleet.url).repository(repositoryName);
  for (let number = 0; !isOver(); number += 1) {
    const push = {
      repository: repositoryName,
      tag: `v${number}`,
      seed: `${repositoryName}/${number}`,
      sizes: sizesOf(number),
    };
    const image = makeImage(push.seed, push.sizes);
    await attempt(`push ${push.seed}`, async () => {
      for (const { bytes } of image.blobs)
        await repository.blobs.push(bytes, { mediaType: 'application/octet-stream' });
      await repository.manifests.push(image.manifest, { mediaType: imageManifestType, tags: [push.tag, 'latest'] });
      acknowledged.push({ ...push, latest: image.digest });
    });
    await attempt(`pull ${push.seed}`, () => pullWithOurs(repositoryName));
  }
}

/** Any that was acknowledged, and the tag that only this client moves. */
async function pullWithOurs(own) {
  const push = acknowledged[Math.floor(Math.random() * acknowledged.length)];
  if (push === undefined) return;
  const image = makeImage(push.seed, push.sizes);
  const repository = createRegistryClient(fleet.url).repository(push.repository);
  if (push.index === undefined) {
    const found = await repository.manifests.stat(push.tag);
    if (found?.digest !== image.digest) problems.push(`${push.seed}: its tag is ${found?.digest}`);
  }
  for (const { digest, bytes } of image.blobs) {
    const content = await repository.blobs.read(digest);
    if (!Buffer.from(await content.bytes()).equals(bytes)) problems.push(`${push.seed}: ${digest} has other bytes`);
  }
  const last = acknowledged.findLast(({ repository: name }) => name === own);
  const latest = await createRegistryClient(fleet.url).repository(own).manifests.stat('latest');
  if (last !== undefined && latest?.digest !== last.latest)
    problems.push(`${own}: latest is ${latest?.digest}, not ${last.latest}`);
  counts.pulls += 1;
}

async function runCrane(number) {
  const { pushAndPull } = await createClients(join(work, `home-${number}`), fleet.host);
  const repository = `chaos/crane-${number}`;
  for (let turn = 0; !isOver(); turn += 1) {
    const [tag, layout, pulled] = [
      `v${turn}`,
      join(work, `layout-${number}-${turn}`),
      join(work, `pulled-${number}-${turn}`),
    ];
    const push = { repository, tag, seed: `${repository}/${turn}`, sizes: sizesOf(turn) };
    const image = makeImage(push.seed, push.sizes);
    mkdirSync(layout);
    const platform = { os: 'linux', architecture: 'amd64' };
    const index = writeIndexLayout(layout, tag, [{ image, mediaType: imageManifestType, platform }]);
    const reference = `${fleet.host}/${repository}:${tag}`;
    const isPushed = await attempt(`crane push ${push.seed}`, async () => {
      await pushAndPull.crane.push(layout, tag, reference);
      acknowledged.push({ ...push, index });
    });
    if (isPushed)
      await attempt(`crane pull ${push.seed}`, async () => {
        await pushAndPull.crane.pull(reference, pulled);
        await compareFiles(readLayout(layout).files, pulled);
        counts.pulls += 1;
      });
    for (const folder of [layout, pulled]) rmSync(folder, { recursive: true, force: true });
  }
}

function sizesOf(number) {
  return layerSizes[number % layerSizes.length];
}

async function attempt(title, action) {
  try {
    await action();
    return true;
  } catch (error) {
    failures.push(
      `${new Date().toISOString()} ${title}: ${error.stack ?? error}${error.cause === undefined ? '' : `\n  cause: ${error.cause}`}`,
    );
    return false;
  }
}

/** One thing at a time, with a breath between: crane gives up after three tries within some four seconds. */
async function disrupt() {
  for (let turn = 0; !isOver(); turn += 1) {
    await sleep(5000 + Math.random() * 4000);
    if (turn % 4 === 1) await restartDatabase();
    else await killReplica(turn % replicas.length);
  }
}

async function killReplica(index) {
  const { port } = replicas[index];
  await replicas[index].crash({ postgres: false });
  counts.kills += 1;
  await sleep(Math.random() * 2000);
  replicas[index] = await startReplica({ directory: work, name: `replica-${index + 1}`, port, environment });
}

async function restartDatabase() {
  const begun = performance.now();
  await database.stop();
  await database.start();
  counts.restarts += 1;
  slowestRestart = Math.max(slowestRestart, (performance.now() - begun) / 1000);
}

async function expectAllOf(url) {
  const found = [];
  for (const push of acknowledged) found.push(...(await problemsOf(url, push)));
  expectNone(found);
}

async function problemsOf(url, { repository, tag, seed, sizes, index }) {
  const image = makeImage(seed, sizes);
  const found = await findPullProblems(
    url,
    repository,
    index === undefined ? [tag, image.digest] : [image.digest],
    image,
  );
  if (index === undefined) return found;
  const head = await send('HEAD', `${url}/v2/${repository}/manifests/${tag}`);
  const digest = head.headers.get('docker-content-digest');
  return digest === index ? found : [...found, `${repository}:${tag} is ${digest} instead of ${index}`];
}

async function loseDatabase() {
  const { repository, tag } = acknowledged[0];
  await database.stop();
  for (const { url } of replicas) {
    await untilStatus(`${url}/health/ready`, 503);
    const answer = await send('GET', `${url}/v2/${repository}/manifests/${tag}`);
    if (answer.status !== 503 || !/^\d+$/.test(answer.headers.get('retry-after') ?? ''))
      throw new Error(`${answer.status} with Retry-After ${answer.headers.get('retry-after')}`);
  }
  await database.start();
  await Promise.all(replicas.map(untilReady));
}

function untilReady({ url }) {
  return untilStatus(`${url}/health/ready`, 200);
}

async function untilStatus(url, wanted) {
  const deadline = Date.now() + 60_000;
  for (let status; status !== wanted; await sleep(200)) {
    status = (await send('GET', url).catch(() => undefined))?.status;
    if (Date.now() > deadline) throw new Error(`${url} answers ${status}, not ${wanted}`);
  }
}

function expectNone(found) {
  if (found.length > 0) throw new Error(`${found.length}, first:\n${found.slice(0, 10).join('\n')}`);
}
