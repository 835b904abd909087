// Fills the disk of the blobs, and then that of the database. A push is refused with 503 and leaves nothing behind, stored
// content stays, and pushes work again without a restart as soon as there is room.
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Checks } from './harness/checks.js';
import { expectNone } from './harness/expect.js';
import { type Blob, type Image, makeBytes, makeImage } from './harness/image.js';
import { imageIndexType } from './harness/oci-layout.js';
import { type Answer, expectStatus, findPullProblems, pushImage, StatusError, send } from './harness/push-and-pull.js';
import { startRegistry } from './harness/registry-process.js';
import { runCommand } from './harness/run-command.js';
import { makeTemporaryDirectory } from './harness/temporary-directory.js';

const mebibyte = 1024 * 1024;
const repository = 'disk/full';
const checks = new Checks('full-disk');
const work = makeTemporaryDirectory('full-disk');
const dataDirectory = join(work, 'data');
const databaseDirectory = join(work, 'small-database');

const mounted: string[] = [];
try {
  await mountSmallDisk();
  const registry = await startRegistry({ dataDirectory });
  await fillAndFree(registry.url);
  await checks.check('the registry stops', () => registry.stop());
  await mountSmallDatabaseDisk();
  const onSmallDatabase = await startRegistry({ dataDirectory: databaseDirectory });
  await fillDatabase(onSmallDatabase.url);
  await checks.check('the registry stops again', () => onSmallDatabase.stop());
} finally {
  for (const path of mounted.reverse()) await runCommand('umount', ['--lazy', path]);
}
checks.finish();

/** Limits the blobs to 64 MiB. The database, on another disk, keeps its room. */
async function mountSmallDisk(): Promise<void> {
  const [source, target] = [join(work, 'postgres'), join(dataDirectory, 'postgres')];
  mkdirSync(dataDirectory);
  mkdirSync(source);
  await runCommand('mount', ['-t', 'tmpfs', '-o', 'size=64m,mode=755', 'tmpfs', dataDirectory]);
  mounted.push(dataDirectory);
  mkdirSync(target);
  await runCommand('mount', ['--bind', source, target]);
  mounted.push(target);
}

/** Limits the database to 256 MiB. */
async function mountSmallDatabaseDisk(): Promise<void> {
  const target = join(databaseDirectory, 'postgres');
  mkdirSync(target, { recursive: true });
  await runCommand('mount', ['-t', 'tmpfs', '-o', 'size=256m,mode=700', 'tmpfs', target]);
  mounted.push(target);
}

async function fillAndFree(url: string): Promise<void> {
  const filler = join(dataDirectory, 'filler');
  const before = makeImage('before', [2 * mebibyte]);
  const after = makeImage('after', [8 * mebibyte]);
  const [, layer = after.blobs[0]] = after.blobs;
  await checks.check('a push works while there is room', () => pushImage(url, repository, 'before', before));
  writeFileSync(filler, makeBytes('filler', freeBytes(dataDirectory) - mebibyte));

  const free = freeBytes(dataDirectory);
  for (let number = 1; number <= 5; number += 1)
    await checks.check(`push ${number} to the full disk is refused with 503`, () => expectRefusal(url, after));
  await checks.check('a push in one request is refused with 503', () => expectRefusalOfOnePost(url, layer));
  await checks.check('refused pushes leave nothing behind', () => {
    const left = freeBytes(dataDirectory);
    if (free - left > mebibyte / 4) throw new Error(`${free} bytes were free, now ${left}`);
  });
  await checks.check('stored content pulls whole from the full disk', () => expectWhole(url, 'before', before));

  rmSync(filler);
  await checks.check('the same push works when there is room again, without a restart', () =>
    pushImage(url, repository, 'after', after),
  );
  await checks.check('both images pull whole', async () => {
    await expectWhole(url, 'before', before);
    await expectWhole(url, 'after', after);
  });
}

async function fillDatabase(url: string): Promise<void> {
  const directory = join(databaseDirectory, 'postgres');
  const filler = join(directory, 'filler');
  const image = makeImage('database', [1024]);
  await checks.check('a registry with room for its database is ready', () => expectReadiness(url, 200));
  await checks.check('a push works while the database has room', () => pushImage(url, repository, 'before', image));
  writeFileSync(filler, makeBytes('filler', freeBytes(directory) - mebibyte / 16));
  await checks.check('a registry whose database is full is not ready', () => expectReadiness(url, 503));
  await checks.check('a manifest for which there is no room is refused with 503', async () => {
    const refused = await pushManifestsUntilRefused(url);
    expectUnavailable(refused.status, refused.body.toString('utf8'));
  });
  await checks.check('stored content pulls whole from the full database', () => expectWhole(url, 'before', image));
  rmSync(filler);
  await checks.check('it is ready when there is room again', () => expectReadiness(url, 200));
  await checks.check('a push works again', () => pushImage(url, repository, 'after', makeImage('again', [1024])));
}

/** Waits first: the registry reuses the result of a readiness check for a second. */
async function expectReadiness(url: string, status: number): Promise<void> {
  await sleep(1100);
  expectStatus(await send('GET', `${url}/health/ready`), status);
}

/** Long annotations make each manifest large, so the database fills up soon. */
async function pushManifestsUntilRefused(url: string): Promise<Answer> {
  for (let number = 1; number <= 100; number += 1) {
    const annotations = { number: String(number), text: 'x'.repeat(200_000) };
    const manifest = { schemaVersion: 2, mediaType: imageIndexType, manifests: [], annotations };
    const request = { headers: { 'content-type': imageIndexType }, body: JSON.stringify(manifest) };
    const answer = await send('PUT', `${url}/v2/${repository}/manifests/n${number}`, request);
    if (answer.status !== 201) return answer;
  }
  throw new Error('every manifest was stored');
}

async function expectRefusal(url: string, image: Image): Promise<void> {
  try {
    await pushImage(url, repository, 'after', image);
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    expectUnavailable(error.status, error.body);
    return;
  }
  throw new Error('the push was acknowledged');
}

async function expectRefusalOfOnePost(url: string, { digest, bytes }: Blob): Promise<void> {
  const request = { headers: { 'content-type': 'application/octet-stream' }, body: bytes };
  const uploads = `${url}/v2/${repository}/blobs/uploads/`;
  const { status, body } = await send('POST', `${uploads}?digest=${digest}`, request);
  expectUnavailable(status, body.toString('utf8'));
  expectStatus(await send('HEAD', `${url}/v2/${repository}/blobs/${digest}`), 404);
}

/** 503 with one error of the specification's form, and no stack. */
function expectUnavailable(status: number, body: string): void {
  const isError = status === 503 && !/\n\s+at /.test(body);
  if (!isError || (JSON.parse(body) as { errors: unknown[] }).errors.length !== 1)
    throw new Error(`${status}: ${body}`);
}

async function expectWhole(url: string, tag: string, image: Image): Promise<void> {
  expectNone(await findPullProblems(url, repository, [tag, image.digest], image));
}

function freeBytes(directory: string): number {
  const { bavail, bsize } = statfsSync(directory);
  return bavail * bsize;
}
