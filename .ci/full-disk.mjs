// Fills the disk of the blobs, and then that of the database. A push is refused with 503 and leaves nothing behind,
// acknowledged content stays, and pushes work again without a restart as soon as there is room.
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createChecks } from './harness/checks.mjs';
import { makeBytes, makeImage } from './harness/image.mjs';
import { makeTemporaryDirectory } from './harness/paths.mjs';
import { expectStatus, findPullProblems, pushImage, send } from './harness/push-and-pull.mjs';
import { startRegistry } from './harness/registry-process.mjs';
import { runCommand } from './harness/run-command.mjs';

const mebibyte = 1024 * 1024;
const indexType = 'application/vnd.oci.image.index.v1+json';
const checks = createChecks('full-disk');
const work = makeTemporaryDirectory('full-disk');
const dataDirectory = join(work, 'data');
const filler = join(dataDirectory, 'filler');
const databaseDirectory = join(work, 'small-database');

const mounted = [];
try {
  await mountSmallDisk();
  const registry = await startRegistry({ dataDirectory });
  await fillAndFree(registry);
  await checks.check('the registry stops', () => registry.stop());
  await mountSmallDatabaseDisk();
  const onSmallDatabase = await startRegistry({ dataDirectory: databaseDirectory });
  await fillDatabase(onSmallDatabase);
  await checks.check('the registry stops again', () => onSmallDatabase.stop());
} finally {
  for (const path of mounted.reverse()) await runCommand('umount', ['--lazy', path]);
}
checks.finish();

/** 64 MiB for everything but the database, which keeps its room: it is the blobs that fill disks. */
async function mountSmallDisk() {
  const postgres = { source: join(work, 'postgres'), target: join(dataDirectory, 'postgres') };
  mkdirSync(dataDirectory);
  mkdirSync(postgres.source);
  await runCommand('mount', ['-t', 'tmpfs', '-o', 'size=64m,mode=755', 'tmpfs', dataDirectory]);
  mounted.push(dataDirectory);
  mkdirSync(postgres.target);
  await runCommand('mount', ['--bind', postgres.source, postgres.target]);
  mounted.push(postgres.target);
}

/** Gives the database a disk of its own of 256 MiB. */
async function mountSmallDatabaseDisk() {
  const target = join(databaseDirectory, 'postgres');
  mkdirSync(target, { recursive: true });
  await runCommand('mount', ['-t', 'tmpfs', '-o', 'size=256m,mode=700', 'tmpfs', target]);
  mounted.push(target);
}

async function fillDatabase({ url }) {
  const directory = join(databaseDirectory, 'postgres');
  const databaseFiller = join(directory, 'filler');
  const image = makeImage('database', [1024]);
  await checks.check('a registry with room for its database is ready', () => expectReadiness(url, 200));
  await checks.check('a push works while the database has room', () => pushImage(url, 'disk/full', 'before', image));
  writeFileSync(databaseFiller, makeBytes('filler', freeBytes(directory) - mebibyte / 16));
  await checks.check('a registry whose database is full is not ready', () => expectReadiness(url, 503));
  await checks.check('manifests for which there is no room are refused with 503', async () => {
    const refused = await pushManifestsUntilRefused(url);
    expectUnavailable(refused.status, refused.body ?? refused.message);
  });
  await checks.check('what was there pulls whole from the full database', () => expectWhole(url, 'before', image));
  rmSync(databaseFiller);
  await checks.check('it is ready when there is room again', () => expectReadiness(url, 200));
  await checks.check('a push works again', () => pushImage(url, 'disk/full', 'after', makeImage('again', [1024])));
}

/** A result of the readiness check is reused for a second. */
async function expectReadiness(url, status) {
  await new Promise((resolve) => setTimeout(resolve, 1100));
  expectStatus(await send('GET', `${url}/health/ready`), status);
}

/** Long annotations make each manifest large, so that the database fills up soon. */
async function pushManifestsUntilRefused(url) {
  for (let number = 1; number <= 100; number += 1) {
    const annotations = { number: String(number), text: 'x'.repeat(200_000) };
    const manifest = { schemaVersion: 2, mediaType: indexType, manifests: [], annotations };
    const response = await send('PUT', `${url}/v2/disk/full/manifests/n${number}`, {
      headers: { 'content-type': indexType },
      body: Buffer.from(JSON.stringify(manifest)),
    });
    if (response.status !== 201) return { status: response.status, body: response.body.toString('utf8') };
  }
  throw new Error('every manifest was stored');
}

async function fillAndFree({ url }) {
  const before = makeImage('before', [2 * mebibyte]);
  const after = makeImage('after', [8 * mebibyte]);
  await checks.check('a push works while there is room', () => pushImage(url, 'disk/full', 'before', before));
  writeFileSync(filler, makeBytes('filler', freeBytes() - mebibyte));

  const free = freeBytes();
  for (let number = 1; number <= 5; number += 1) {
    await checks.check(`push ${number} to the full disk is refused with 503`, () => expectRefusal(url, after));
  }
  await checks.check('a push in one request is refused with 503', () => expectRefusalOfOnePost(url, after.blobs[1]));
  await checks.check('refused pushes leave nothing behind', () => {
    if (free - freeBytes() > mebibyte / 4) throw new Error(`${free} bytes were free, now ${freeBytes()}`);
  });
  await checks.check('what was there pulls whole from the full disk', () => expectWhole(url, 'before', before));

  rmSync(filler);
  await checks.check('the same push works when there is room again, without a restart', () =>
    pushImage(url, 'disk/full', 'after', after),
  );
  await checks.check('both images pull whole', async () => {
    await expectWhole(url, 'before', before);
    await expectWhole(url, 'after', after);
  });
}

async function expectRefusal(url, image) {
  const error = await pushImage(url, 'disk/full', 'after', image).catch((thrown) => thrown);
  if (error === undefined) throw new Error('the push was acknowledged');
  expectUnavailable(error.status, error.body ?? error.message);
}

async function expectRefusalOfOnePost(url, { digest, bytes }) {
  const response = await send('POST', `${url}/v2/disk/full/blobs/uploads/?digest=${digest}`, {
    headers: { 'content-type': 'application/octet-stream' },
    body: bytes,
  });
  expectUnavailable(response.status, response.body.toString('utf8'));
  expectStatus(await send('HEAD', `${url}/v2/disk/full/blobs/${digest}`), 404);
}

function expectUnavailable(status, body) {
  if (status !== 503 || /\n\s+at /.test(body) || JSON.parse(body).errors.length !== 1)
    throw new Error(`${status}: ${body}`);
}

async function expectWhole(url, tag, image) {
  const problems = await findPullProblems(url, 'disk/full', [tag, image.digest], image);
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

function freeBytes(directory = dataDirectory) {
  const { bavail, bsize } = statfsSync(directory);
  return bavail * bsize;
}
