// A backup as docs/operations/backup.md tells, taken while clients push and delete, and restored elsewhere: whatever was
// acknowledged before it began and is not deleted pulls whole, and pushes go on.
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createChecks } from './harness/checks.mjs';
import { openExternalDatabase } from './harness/external-database.mjs';
import { makeImage } from './harness/image.mjs';
import { makeTemporaryDirectory } from './harness/paths.mjs';
import { expectStatus, findPullProblems, pushImage, send } from './harness/push-and-pull.mjs';
import { startRegistry } from './harness/registry-process.mjs';
import { runCommand } from './harness/run-command.mjs';

const repository = 'backup/app';
const checks = createChecks('backup');
const work = makeTemporaryDirectory('backup');
const backup = join(work, 'backup');
mkdirSync(backup);
const original = await openExternalDatabase(work, `lading_backup_${process.pid}`);
const restored = await openExternalDatabase(work, `lading_restored_${process.pid}`);
try {
  const kept = await checks.check('a backup is taken while clients push and delete', takeBackup);
  if (kept !== undefined) await restore(kept);
} finally {
  await original.close();
  await restored.close();
}
checks.finish();

async function takeBackup() {
  const dataDirectory = join(work, 'original');
  // What nobody references is swept at once, so that the trash is all that a backup can rest on.
  const environment = { DATABASE_URL: original.url, LADING_LEASE_SECONDS: '60', LADING_MAINTENANCE_INTERVAL: '1' };
  const registry = await startRegistry({ dataDirectory, logFile: join(work, 'original.log'), environment });
  try {
    const before = await pushMany(registry.url, 'before', 20);
    const doomed = before.slice(0, 5);
    const meanwhile = pushMany(registry.url, 'meanwhile', 40);
    await untilPushed(registry.url, 'meanwhile-9');
    await runCommand('pg_dump', ['--format=custom', '--file', join(backup, 'database'), original.url]);
    await deleteAll(registry.url, doomed);
    // Files of unfinished uploads, and the probe of the health check, may be gone between the moment that they are listed
    // and the moment that they are copied.
    cpSync(join(dataDirectory, 'blobs', 'blobs'), join(backup, 'blobs', 'blobs'), { recursive: true });
    checks.note(`${(await meanwhile).length} images were pushed meanwhile`);
    return before;
  } finally {
    await registry.stop();
  }
}

async function restore(kept) {
  const dataDirectory = join(work, 'restored');
  mkdirSync(dataDirectory);
  const registry = await checks.check('a registry starts on what was restored', async () => {
    cpSync(join(backup, 'blobs'), join(dataDirectory, 'blobs'), { recursive: true });
    await runCommand('pg_restore', ['--no-owner', '--dbname', restored.url, join(backup, 'database')]);
    const environment = { DATABASE_URL: restored.url };
    return startRegistry({ dataDirectory, logFile: join(work, 'restored.log'), environment });
  });
  if (registry === undefined) return;
  await checks.check('whatever was there when the backup began pulls whole, deleted since or not', async () => {
    for (const image of kept) await expectWhole(registry.url, image);
  });
  await checks.check('every manifest that it has pulls whole', async () => {
    const { tags } = JSON.parse(
      expectStatus(await send('GET', `${registry.url}/v2/${repository}/tags/list`), 200).body,
    );
    checks.note(`${tags.length} images came back`);
    for (const tag of tags) await expectWhole(registry.url, imageOf(tag));
  });
  await checks.check('pushes go on', () => pushMany(registry.url, 'after', 5));
  await checks.check('it stops', () => registry.stop());
}

async function pushMany(url, series, count) {
  const images = Array.from({ length: count }, (_, number) => imageOf(`${series}-${number}`));
  for (const image of images) await pushImage(url, repository, image.seed, image);
  return images;
}

async function untilPushed(url, tag) {
  while ((await send('HEAD', `${url}/v2/${repository}/manifests/${tag}`)).status !== 200) await sleep(20);
}

function imageOf(seed) {
  return makeImage(seed, [50_000, 200_000]);
}

async function deleteAll(url, images) {
  for (const { digest, blobs } of images) {
    expectStatus(await send('DELETE', `${url}/v2/${repository}/manifests/${digest}`), 202);
    for (const blob of blobs) expectStatus(await send('DELETE', `${url}/v2/${repository}/blobs/${blob.digest}`), 202);
  }
}

async function expectWhole(url, image) {
  const problems = await findPullProblems(url, repository, [image.seed, image.digest], image);
  if (problems.length > 0) throw new Error(problems.join('\n'));
}
