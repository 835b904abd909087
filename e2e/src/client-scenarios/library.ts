import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createRegistryClient,
  fallbackTagOf,
  isResponseError,
  pullArtifact,
  pushArtifact,
  type ReadBlobOptions,
  type RegistryClient,
  type RepositoryClient,
  type UploadHandle,
} from '@lading/client';
import { type Descriptor, parseDigest } from '@lading/core';
import type { RunCheck } from '../harness/checks.js';
import { expectEqual } from '../harness/expect.js';
import { digestOf, imageConfigType, imageManifestType, makeBytes } from '../harness/image.js';
import type { Abilities } from './peers.js';
import type { Scenario } from './scenario.js';

const octets = 'application/octet-stream';
const bytes = makeBytes('library', 3_000_000);
const digest = parseDigest(digestOf(bytes));

/** What the scenarios with the library work on. */
interface Material {
  readonly check: RunCheck;
  readonly host: string;
  readonly can: Abilities;
  readonly work: string;
  readonly registry: RegistryClient;
  readonly repository: RepositoryClient;
}

/** What the library does, call by call, against a registry that is given. */
export async function checkLibrary({ check, host, can, work }: Scenario): Promise<void> {
  const registry = createRegistryClient(host);
  const material = { check, host, can, work, registry, repository: registry.repository('library/app') };
  await checkAbsence(material);
  await checkBlobs(material);
  await checkMounts(material);
  await checkUploads(material);
  const subject = await checkManifests(material);
  await checkArtifacts(material);
  if (subject === undefined) return;
  await checkReferrers(material, subject);
  await checkDeletes(material, subject);
}

async function checkAbsence({ check, registry, repository }: Material): Promise<void> {
  await check('answers a ping, and says what is not there', async () => {
    await registry.ping();
    const failure: unknown = await repository.manifests.read('none').catch((error: unknown) => error);
    expectEqual(isResponseError(failure, 404), true);
    expectEqual(await repository.manifests.stat('none'), undefined);
    expectEqual(await repository.blobs.stat(digest), undefined);
  });
}

async function checkBlobs({ check, repository: { blobs } }: Material): Promise<void> {
  const read = async (options?: ReadBlobOptions) => Buffer.from(await (await blobs.read(digest, options)).bytes());
  await check('takes a blob in one piece, in chunks and as a stream, and gives it back', async () => {
    const ways = [
      () => blobs.push(bytes, { checkFirst: false }),
      () => blobs.push(bytes, { checkFirst: false, chunkBytes: 1_000_000 }),
      () => blobs.push(streamOf(bytes), { checkFirst: false }),
      () => blobs.push(streamOf(bytes), { checkFirst: false, digest, size: bytes.length }),
    ];
    for (const push of ways) {
      expectEqual((await push()).digest, digest);
      expectEqual((await read()).equals(bytes), true);
    }
    expectEqual((await blobs.stat(digest))?.size, bytes.length);
  });
  await check('gives parts of a blob', async () => {
    expectEqual((await read({ range: { first: 10, last: 19 } })).equals(bytes.subarray(10, 20)), true);
    expectEqual((await read({ range: { first: bytes.length - 5 } })).equals(bytes.subarray(-5)), true);
  });
}

async function* streamOf(content: Buffer): AsyncGenerator<Buffer> {
  for (let start = 0; start < content.length; start += 70_000) yield content.subarray(start, start + 70_000);
}

async function checkMounts({ check, registry, repository }: Material): Promise<void> {
  await check('mounts a blob, and takes it where it can not be mounted', async () => {
    const { blobs } = registry.repository('library/mounted');
    expectEqual(await blobs.mount(digest, repository.name), true);
    expectEqual((await blobs.stat(digest))?.size, bytes.length);
    expectEqual(await blobs.mount(digestOf(makeBytes('nowhere', 10)), repository.name), false);
    await blobs.push(makeBytes('pushed instead', 1000), { mountFrom: repository.name });
  });
}

async function checkUploads({ check, host, repository }: Material): Promise<void> {
  await check('goes on with an upload that another client began', async () => {
    const content = makeBytes('resumed', 3_000_000);
    const begun = await repository.uploads.start();
    await begun.append(content.subarray(0, 2_000_000));
    const handle = JSON.parse(JSON.stringify(begun.handle)) as UploadHandle;
    const other = createRegistryClient(host).repository(repository.name);
    expectEqual((await other.uploads.resume(handle))?.offset, 2_000_000);
    await other.blobs.push(content, { resume: handle, chunkBytes: 1_000_000 });
    expectEqual((await repository.blobs.stat(digestOf(content)))?.size, content.length);
  });
  await check('forgets an upload that was cancelled', async () => {
    const upload = await repository.uploads.start();
    await upload.append(makeBytes('cancelled', 1000));
    await upload.cancel();
    expectEqual(await repository.uploads.resume(upload.handle), undefined);
  });
}

/** Resolves to the manifest with the tag `v1`. */
async function checkManifests({ check, registry, repository }: Material): Promise<Descriptor | undefined> {
  const { manifests, tags } = repository;
  const subject = await check('takes a manifest under several tags, and lists them', async () => {
    const layer = { mediaType: octets, digest, size: bytes.length };
    const pushed = await manifests.push(await makeManifest(repository, layer), { tags: ['v1', 'v1.1', 'latest'] });
    await tags.put('stable', 'v1');
    expectEqual((await collect<string>(tags.list())).sort(), ['latest', 'stable', 'v1', 'v1.1']);
    for (const tag of ['v1.1', 'stable']) expectEqual((await manifests.stat(tag))?.digest, pushed.digest);
    expectEqual((await manifests.read('v1')).manifest?.kind, 'image');
    return pushed;
  });
  await check('refuses a manifest whose blob is not there', async () => {
    const missing = { mediaType: octets, digest: digestOf(makeBytes('missing', 10)), size: 10 };
    const manifest = await makeManifest(repository, missing);
    const failure: unknown = await manifests.push(manifest).catch((error: unknown) => error);
    expectEqual(isResponseError(failure), true);
  });
  await check('lists its repositories', async () => {
    expectEqual((await collect<string>(registry.repositories())).includes('library/app'), true);
  });
  return subject;
}

async function makeManifest({ blobs }: RepositoryClient, layer: object) {
  const config = await blobs.push(Buffer.from('{"os":"linux"}'), { mediaType: imageConfigType });
  return { schemaVersion: 2, mediaType: imageManifestType, config, layers: [layer] };
}

async function checkReferrers({ check, host, can, repository }: Material, subject: Descriptor): Promise<void> {
  await check(`keeps referrers ${can.referrers ? 'itself' : 'in the fallback tag'}`, async () => {
    const [sbom, note] = [
      await attach(repository, 'application/x.sbom', subject),
      await attach(repository, 'application/x.note', subject),
    ];
    // A new client has learnt nothing about this registry.
    const fresh = createRegistryClient(host).repository(repository.name);
    expectEqual((await collect(fresh.referrers(subject.digest))).length, 2);
    const [found] = await collect(fresh.referrers(subject.digest, { artifactType: 'application/x.note' }));
    expectEqual(found?.digest, note.digest);
    const tags = await collect<string>(repository.tags.list());
    expectEqual(tags.includes(fallbackTagOf(subject.digest)), !can.referrers);
    expectEqual(await repository.manifests.delete(sbom.digest), true);
    const left = await collect(repository.referrers(subject.digest));
    expectEqual(
      left.map((each) => each.digest),
      [note.digest],
    );
  });
}

async function attach(repository: RepositoryClient, artifactType: string, subject: Descriptor): Promise<Descriptor> {
  const empty = await repository.blobs.push(Buffer.from('{}'), { mediaType: 'application/vnd.oci.empty.v1+json' });
  const layers = [empty];
  const artifact = { schemaVersion: 2, mediaType: imageManifestType, artifactType, config: empty, layers, subject };
  return repository.manifests.push(artifact);
}

async function checkArtifacts({ check, registry, work }: Material): Promise<void> {
  await check('packs files and folders, and unpacks them the same', async () => {
    const [file, out] = [join(work, 'file'), join(work, 'pulled')];
    writeFileSync(file, bytes);
    const repository = registry.repository('library/artifact');
    const pushed = await pushArtifact(repository, [{ path: file }], { tags: ['1'] });
    expectEqual([...(await pullArtifact(repository, pushed.digest, out))], ['file']);
    expectEqual(readFileSync(join(out, 'file')).equals(bytes), true);
  });
}

async function checkDeletes({ check, can, registry, repository }: Material, subject: Descriptor): Promise<void> {
  const { manifests, tags } = repository;
  const title = can.deleteTags ? 'deletes a tag' : 'says that it deletes no tags';
  await check(`${title}, a manifest and a blob`, async () => {
    const deleted = await tags.delete('stable').catch((error: unknown) => isResponseError(error) && 'refused');
    expectEqual(deleted, can.deleteTags ? true : 'refused');
    expectEqual((await manifests.stat('v1'))?.digest, subject.digest);
    expectEqual(await manifests.delete(subject.digest), true);
    expectEqual(await manifests.stat(subject.digest), undefined);
    expectEqual(await manifests.delete(subject.digest), false);
    expectEqual(await registry.repository('library/mounted').blobs.delete(digest), true);
  });
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}
