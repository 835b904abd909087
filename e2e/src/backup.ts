// Takes a backup as docs/operations/backup.md describes while clients push and delete, and restores it elsewhere. Everything
// that was acknowledged before the backup began pulls whole, and pushes go on.
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Checks } from './harness/checks.js';
import { openExternalDatabase } from './harness/database.js';
import { expectNone } from './harness/expect.js';
import { type Image, makeImage } from './harness/image.js';
import { expectStatus, findPullProblems, getJson, pushImage, send } from './harness/push-and-pull.js';
import { type RegistryProcess, startRegistry } from './harness/registry-process.js';
import { runCommand } from './harness/run-command.js';
import { makeTemporaryDirectory } from './harness/temporary-directory.js';
import { waitUntil } from './harness/wait.js';

const repository = 'backup/app';
const checks = new Checks('backup');
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

/** Resolves to the images that were pushed before the backup. Some of them were deleted during it. */
async function takeBackup(): Promise<Image[]> {
  const dataDirectory = join(work, 'original');
  // Unreferenced blobs are swept at once, so the backup depends on the trash alone.
  const environment = { DATABASE_URL: original.url, LADING_LEASE_SECONDS: '60', LADING_MAINTENANCE_INTERVAL: '1' };
  const registry = await startRegistry({ dataDirectory, logFile: join(work, 'original.log'), environment });
  try {
    const before = await pushMany(registry.url, 'before', 20);
    const meanwhile = pushMany(registry.url, 'meanwhile', 40);
    await waitUntil('the tenth push', () => hasTag(registry.url, 'meanwhile-9'));
    await runCommand('pg_dump', ['--format=custom', '--file', join(backup, 'database'), original.url]);
    await deleteAll(registry.url, before.slice(0, 5));
    // Files of unfinished uploads, and the probe of the health check, may disappear between being listed and being copied.
    cpSync(join(dataDirectory, 'blobs', 'blobs'), join(backup, 'blobs', 'blobs'), { recursive: true });
    checks.note(`${(await meanwhile).length} images were pushed meanwhile`);
    return before;
  } finally {
    await registry.stop();
  }
}

async function restore(kept: readonly Image[]): Promise<void> {
  const registry = await checks.check('a registry starts on the restored data', startRestored);
  if (registry === undefined) return;
  const { url } = registry;
  await checks.check('all content from before the backup pulls whole, also if it was deleted since', async () => {
    for (const image of kept) await expectWhole(url, image);
  });
  await checks.check('each of its manifests pulls whole', async () => {
    const { tags } = await getJson<{ tags: string[] }>(`${url}/v2/${repository}/tags/list`);
    checks.note(`${tags.length} images came back`);
    for (const tag of tags) await expectWhole(url, imageOf(tag));
  });
  await checks.check('pushes go on', () => pushMany(url, 'after', 5));
  await checks.check('it stops', () => registry.stop());
}

async function startRestored(): Promise<RegistryProcess> {
  const dataDirectory = join(work, 'restored');
  mkdirSync(dataDirectory);
  cpSync(join(backup, 'blobs'), join(dataDirectory, 'blobs'), { recursive: true });
  await runCommand('pg_restore', ['--no-owner', '--dbname', restored.url, join(backup, 'database')]);
  const environment = { DATABASE_URL: restored.url };
  return startRegistry({ dataDirectory, logFile: join(work, 'restored.log'), environment });
}

async function pushMany(url: string, series: string, count: number): Promise<Image[]> {
  const images = Array.from({ length: count }, (_, number) => imageOf(`${series}-${number}`));
  for (const image of images) await pushImage(url, repository, image.seed, image);
  return images;
}

async function hasTag(url: string, tag: string): Promise<boolean> {
  return (await send('HEAD', `${url}/v2/${repository}/manifests/${tag}`)).status === 200;
}

/** The tag of each image is its seed. */
function imageOf(seed: string): Image {
  return makeImage(seed, [50_000, 200_000]);
}

async function deleteAll(url: string, images: readonly Image[]): Promise<void> {
  for (const { digest, blobs } of images) {
    expectStatus(await send('DELETE', `${url}/v2/${repository}/manifests/${digest}`), 202);
    for (const blob of blobs) expectStatus(await send('DELETE', `${url}/v2/${repository}/blobs/${blob.digest}`), 202);
  }
}

async function expectWhole(url: string, image: Image): Promise<void> {
  expectNone(await findPullProblems(url, repository, [image.seed, image.digest], image));
}
