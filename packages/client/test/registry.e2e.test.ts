import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { digestOf, mediaTypes } from '@lading/core';
import type { RunningRegistry } from '@lading/server/testing';
import { createRegistryClient, isResponseError, type RegistryClient, type RepositoryClient } from '../src/index.js';
import { collect, pushImage, pushReferrer, someBytes } from './sample-image.js';
import { startMemoryRegistry } from './start-memory-registry.js';

let server: RunningRegistry;
let registry: RegistryClient;
let repository: RepositoryClient;
let count = 0;

beforeAll(async () => {
  server = await startMemoryRegistry();
});
afterAll(() => server.stop());
beforeEach(() => {
  count += 1;
  registry = createRegistryClient(server.url);
  repository = registry.repository(`team/app-${count}`);
});

describe('a client and the registry of this project', () => {
  it('recognize each other [VER-01]', async () => {
    await registry.ping();
  });

  it('transfer a blob in every way with the same bytes', async () => {
    const bytes = someBytes('ways', 1_000_000);
    const digest = digestOf(bytes);
    async function* stream(): AsyncGenerator<Uint8Array> {
      for (let start = 0; start < bytes.length; start += 70_000) yield bytes.subarray(start, start + 70_000);
    }
    const ways = [
      () => repository.blobs.push(bytes, { checkFirst: false }),
      () => repository.blobs.push(bytes, { checkFirst: false, chunkBytes: 300_000 }),
      () => repository.blobs.push(stream(), { checkFirst: false }),
      () => repository.blobs.push(stream(), { checkFirst: false, chunkBytes: 300_000 }),
      () => repository.blobs.push(stream(), { checkFirst: false, digest, size: bytes.length }),
    ];
    for (const push of ways) {
      expect(await push()).toEqual({ mediaType: mediaTypes.octetStream, digest, size: bytes.length });
      expect(bytes.equals(await (await repository.blobs.read(digest)).bytes())).toBe(true);
      expect(await repository.blobs.delete(digest)).toBe(true);
      expect(await repository.blobs.stat(digest)).toBeUndefined();
    }
  });

  it('transfer an open file, whose stream has a method `open` too', async () => {
    const file = fileURLToPath(import.meta.url);
    const { digest } = await repository.blobs.push(createReadStream(file));
    expect(digest).toBe(digestOf(await readFile(file)));
  });

  it('transfer parts of a blob [PULL-21]', async () => {
    const bytes = someBytes('parts', 1000);
    const { digest } = await repository.blobs.push(bytes);
    const part = async (first: number, last?: number) => {
      const content = await repository.blobs.read(digest, { range: last === undefined ? { first } : { first, last } });
      return [content.size, Buffer.from(await content.bytes()).equals(bytes.subarray(first, (last ?? 999) + 1))];
    };
    expect([await part(0, 0), await part(10, 19), await part(990), await part(990, 5000)]).toEqual([
      [1, true],
      [10, true],
      [10, true],
      [10, true],
    ]);
  });

  it('push many tags in one request [TAGP-01, TAGP-04, TAGP-05]', async () => {
    const image = await pushImage(repository, {}, ['v1', 'v1.2', 'latest']);
    expect(await collect(repository.tags.list())).toEqual(['latest', 'v1', 'v1.2']);
    expect((await repository.manifests.stat('v1.2'))?.digest).toBe(image.digest);
    await repository.tags.put('stable', 'v1');
    expect((await repository.manifests.stat('stable'))?.digest).toBe(image.digest);
    expect([await repository.tags.delete('stable'), await repository.tags.delete('stable')]).toEqual([true, false]);
  });

  it('support sha512 [DIG-03, CHNK-02]', async () => {
    const bytes = someBytes('sha512', 5000);
    const { digest } = await repository.blobs.push(bytes, { algorithm: 'sha512' });
    expect(digest).toBe(digestOf(bytes, 'sha512'));
    expect(bytes.equals(await (await repository.blobs.read(digest)).bytes())).toBe(true);
  });

  it('mount blobs [MNT-02, MNT-06]', async () => {
    const { digest } = await repository.blobs.push(someBytes('mount', 1000));
    const other = registry.repository(`other/app-${count}`);
    expect(await other.blobs.mount(digest, repository.name)).toBe(true);
    expect(await other.blobs.mount(digestOf(Buffer.from('nowhere')), repository.name)).toBe(false);
  });

  it('find referrers by the API, and leave no tags behind [RFR-11, RFR-13]', async () => {
    const subject = await pushImage(repository, {}, ['v1']);
    const types = ['type/one', 'type/two'];
    for (const type of types) await pushReferrer(repository, subject, type);
    expect(
      (await collect(repository.referrers(subject.digest))).map(({ artifactType }) => artifactType).sort(),
    ).toEqual(types);
    expect(await collect(repository.referrers(subject.digest, { artifactType: 'type/two' }))).toHaveLength(1);
    expect(await collect(repository.tags.list())).toEqual(['v1']);
  });

  it('list repositories, and report missing content', async () => {
    await pushImage(repository, {}, ['v1']);
    expect(await collect(registry.repositories())).toContain(repository.name);
    const error = await repository.manifests.read('none').catch((failure: unknown) => failure);
    expect(isResponseError(error, 'MANIFEST_UNKNOWN')).toBe(true);
    await expect(collect(registry.repository('nobody/here').tags.list())).rejects.toMatchObject({
      status: 404,
      code: 'NAME_UNKNOWN',
    });
  });

  it('delete pushed content [DEL-05, DEL-11]', async () => {
    const image = await pushImage(repository, {}, ['v1']);
    expect([await repository.manifests.delete(image.digest), await repository.manifests.delete(image.digest)]).toEqual([
      true,
      false,
    ]);
    expect(await repository.manifests.stat('v1')).toBeUndefined();
  });

  it('continue an upload from its handle [STAT-01, STAT-02]', async () => {
    const bytes = someBytes('handle', 100_000);
    const upload = await repository.uploads.start();
    await upload.append(bytes.subarray(0, 60_000));
    const handle = JSON.parse(JSON.stringify(upload.handle));
    const resumed = await createRegistryClient(server.url).repository(repository.name).uploads.resume(handle);
    expect(resumed?.offset).toBe(60_000);
    await resumed?.append(bytes.subarray(60_000));
    await resumed?.commit(digestOf(bytes));
    expect((await repository.blobs.stat(digestOf(bytes)))?.size).toBe(bytes.length);
    await resumed?.cancel();
    expect(await repository.uploads.resume(handle)).toBeUndefined();
  });
});
