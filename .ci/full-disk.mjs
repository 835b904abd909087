// A disk that is full: a push is refused with 503 and leaves nothing behind, what was acknowledged stays, and pushing goes
// on as soon as there is room, without a restart.
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createChecks } from './harness/checks.mjs';
import { makeBytes, makeImage } from './harness/image.mjs';
import { makeTemporaryDirectory } from './harness/paths.mjs';
import { expectStatus, findPullProblems, pushImage, send } from './harness/push-and-pull.mjs';
import { startRegistry } from './harness/registry-process.mjs';
import { runCommand } from './harness/run-command.mjs';

const mebibyte = 1024 * 1024;
const checks = createChecks('full-disk');
const work = makeTemporaryDirectory('full-disk');
const dataDirectory = join(work, 'data');
const filler = join(dataDirectory, 'filler');

const mounted = [];
try {
  await mountSmallDisk();
  const registry = await startRegistry({ dataDirectory });
  await fillAndFree(registry);
  await checks.check('the registry stops', () => registry.stop());
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

function freeBytes() {
  const { bavail, bsize } = statfsSync(dataDirectory);
  return bavail * bsize;
}
