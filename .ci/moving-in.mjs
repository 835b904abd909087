// Registries that Distribution 2 and 3 kept in files, or 3 in S3, are imported in place: everything pulls from Lading as it
// did from them, no byte is copied, nothing of theirs is changed, and what is broken there is told and left behind.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createChecks } from './harness/checks.mjs';
import { makeImage } from './harness/image.mjs';
import { makeTemporaryDirectory, projectDirectory } from './harness/paths.mjs';
import { expectStatus, pushImage, send } from './harness/push-and-pull.mjs';
import { startRegistry } from './harness/registry-process.mjs';
import { runCommand } from './harness/run-command.mjs';
import { installS3Server, startS3Server } from './harness/s3-process.mjs';
import { breakContent, fill } from './moving-in/content.mjs';
import { startDistribution } from './moving-in/distribution.mjs';
import { killImport } from './moving-in/kill-import.mjs';
import { bucketPlace, folderPlace } from './moving-in/places.mjs';
import { findDifferences, readRegistry } from './moving-in/read-registry.mjs';

const checks = createChecks('moving-in');
const work = makeTemporaryDirectory('moving-in');
for (const program of ['docker-registry', 'registry']) {
  const folder = join(work, program);
  const place = folderPlace(join(folder, 'distribution'));
  await moveIn(program, program, folder, place);
}
const s3Program = await checks.check('the S3 server is built', installS3Server);
const s3 = s3Program && (await checks.check('the S3 server starts', () => startS3Server(s3Program)));
if (s3 !== undefined) {
  await moveIn('registry on S3', 'registry', join(work, 's3'), await bucketPlace(s3), s3.endpoint);
  await s3.stop();
}
checks.finish();

async function moveIn(name, program, folder, place, endpoint) {
  mkdirSync(folder, { recursive: true });
  const before = await checks.check(`${name}: is filled by crane and oras`, async () => {
    const peer = await startDistribution(program, place, join(folder, 'distribution'));
    try {
      const pushed = await fill(peer, join(folder, 'client'));
      const registry = await readRegistry(peer.url, pushed.untagged);
      if (endpoint === undefined) await sync(name, peer, { ...pushed, registry }, join(folder, 'synced'));
      return { ...pushed, registry };
    } finally {
      await peer.stop();
    }
  });
  if (before === undefined) return;
  const { manifests, tags } = before.registry;
  checks.note(`${before.version}: ${manifests.size} manifests, ${tags.size} tags`);
  const broken = await breakContent(place);
  const files = await place.list();
  const dataDirectory = join(folder, 'data');
  const { environment } = place;

  await checks.check(`${name}: a dry run tells what stays behind, and changes nothing`, async () => {
    const { code, counts, lines } = await runImport(['--dry-run'], place, dataDirectory);
    expect({ code, tags: counts.tags }, { code: 2, tags: tags.size + broken.tagsOnlyOnTheSurface });
    for (const each of broken.seenByDryRun)
      if (!lines.includes(each)) throw new Error(`not a word of ${each}:\n${lines}`);
    if (statSync(dataDirectory, { throwIfNoEntry: false }) !== undefined) throw new Error('it made a data folder');
  });
  await checks.check(`${name}: an import that is killed leaves nothing that holds up the next one`, () =>
    killImport(place, dataDirectory, endpoint),
  );
  const first = await checks.check(`${name}: everything comes over, and no byte is copied`, async () => {
    const result = await runImport([], place, dataDirectory);
    expect({ code: result.code, skipped: result.counts.skipped }, { code: 2, skipped: broken.skipped });
    for (const each of broken.seen)
      if (!result.lines.includes(each)) throw new Error(`not a word of ${each}:\n${result.lines}`);
    expect(result.counts.linked, result.counts.blobs);
    return result;
  });
  if (first === undefined) return;
  checks.note(JSON.stringify(first.counts));
  await checks.check(`${name}: a second import changes nothing`, async () => {
    const { counts } = await runImport([], place, dataDirectory);
    expect([counts.blobs, counts.manifests, counts.tags], [0, 0, 0]);
  });
  await checks.check(`${name}: its own files are as they were`, async () => expect(await place.list(), files));
  await compareServed(name, dataDirectory, environment, before);
  await checks.check(`${name}: where the bytes can't stay everything is copied`, async () => {
    const elsewhere = mkdtempSync('/dev/shm/lading-moving-in-');
    try {
      const { counts } = await runImport([], { ...place, environment: place.elsewhere }, join(elsewhere, 'data'));
      expect(
        [counts.blobs >= first.counts.blobs, counts.manifests, counts.tags, counts.linked],
        [true, manifests.size, tags.size, 0],
      );
    } finally {
      rmSync(elsewhere, { recursive: true });
    }
  });
  await checks.check(`${name}: a tag that was moved since stays where it is`, () =>
    expectMovedTag(place, dataDirectory, before),
  );
  if (endpoint !== undefined) return;
  await checks.check(`${name}: everything is there after its own files are gone`, async () => {
    rmSync(place.root, { recursive: true });
    await withLading(dataDirectory, environment, async ({ url }) => {
      const differences = await findDifferences(before.registry, url);
      if (differences.length > 0) throw new Error(differences.join('\n'));
    });
  });
}

/** By copy, from the registry while it runs. Manifests without a tag stay behind. */
async function sync(name, { host }, { registry, untagged }, dataDirectory) {
  const isTagged = (name) =>
    !untagged.some(({ repository }) => name === repository || name.startsWith(`${repository}@`));
  const only = (map) => new Map([...map].filter(([name]) => isTagged(name)));
  const wanted = {
    repositories: registry.repositories.filter(isTagged),
    tags: registry.tags,
    manifests: only(registry.manifests),
    blobs: only(registry.blobs),
  };
  const command = join(projectDirectory, 'apps', 'cli', 'dist', 'main.js');
  await withLading(dataDirectory, {}, async (lading) => {
    const run = async () =>
      JSON.parse((await runCommand(process.execPath, [command, 'sync', host, lading.host, '--output', 'json'])).stdout);
    await checks.check(`${name}: lading sync brings all that has a tag from the running registry`, async () => {
      expect((await run()).failed, []);
      const differences = await findDifferences(wanted, lading.url);
      if (differences.length > 0) throw new Error(differences.join('\n'));
    });
    await checks.check(`${name}: a second lading sync sends no blob`, async () => {
      const { copied, mounted } = (await run()).blobs;
      expect([copied, mounted], [0, 0]);
    });
  });
}

async function compareServed(name, dataDirectory, environment, before) {
  await withLading(dataDirectory, environment, async ({ url }) => {
    await checks.check(`${name}: catalog, tags, manifests and blobs are the same`, async () => {
      const differences = await findDifferences(before.registry, url);
      if (differences.length > 0) throw new Error(differences.join('\n'));
    });
    await checks.check(`${name}: artifacts are listed as referrers`, async () => {
      const { repository, digest, type } = before.subject;
      const { body } = expectStatus(await send('GET', `${url}/v2/${repository}/referrers/${digest}`), 200);
      expect(
        JSON.parse(body).manifests.map(({ artifactType }) => artifactType),
        [type],
      );
    });
    await checks.check(`${name}: what was deleted there is not here`, async () => {
      for (const path of before.deleted) expectStatus(await send('GET', `${url}/v2/${path}`), 404);
    });
  });
}

async function expectMovedTag(place, dataDirectory, { registry: { tags } }) {
  const moved = 'library/one:latest';
  tags.delete(moved);
  const image = makeImage('moved');
  await withLading(dataDirectory, place.environment, ({ url }) => pushImage(url, 'library/one', 'latest', image));
  const { lines } = await runImport([], place, dataDirectory);
  if (!lines.includes(`${moved}: it points to ${image.digest}`)) throw new Error(lines);
  await withLading(dataDirectory, place.environment, async ({ url }) => {
    const { body } = expectStatus(await send('GET', `${url}/v2/library/one/manifests/latest`), 200);
    if (!body.equals(image.manifest)) throw new Error('it was moved back');
  });
}

async function withLading(dataDirectory, environment, action) {
  const registry = await startRegistry({ dataDirectory, environment, logFile: `${dataDirectory}.log` });
  try {
    await action(registry);
  } finally {
    await registry.stop();
  }
}

async function runImport(options, { root, environment }, dataDirectory) {
  const out = `${dataDirectory}.import`;
  const program = join(projectDirectory, 'apps', 'registry', 'dist', 'main.js');
  // The shell keeps an exit code that is no failure here.
  const script = `"$@" >"${out}" 2>"${out}.lines"; echo $?`;
  const command = [process.execPath, program, 'import', '--from-distribution', root, ...options];
  const { stdout } = await runCommand('sh', ['-c', script, 'sh', ...command], {
    env: { ...process.env, LADING_DATA_DIR: dataDirectory, ...environment },
    seconds: 300,
  });
  const lines = readFileSync(`${out}.lines`, 'utf8');
  const text = readFileSync(out, 'utf8');
  if (text === '') throw new Error(lines);
  return { code: Number(stdout), counts: JSON.parse(text), lines };
}

function expect(actual, wanted) {
  const [one, other] = [actual, wanted].map((value) => JSON.stringify(value));
  if (one !== other) throw new Error(`${one}, not ${other}`.slice(0, 3000));
}
