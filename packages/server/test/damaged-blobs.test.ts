import { Readable } from 'node:stream';
import { type BlobLocation, RegistryError } from '@lading/core';
import { MemoryBlobStore, MemoryMetadataStore } from '@lading/storage';
import { type RunningRegistry, startRegistry } from '../src/testing/index.js';
import { errorCodeOf, pushBlob } from './support/push.js';

type Step = 'read' | 'stat';

const failures: Readonly<Record<string, () => RegistryError>> = {
  unknown: () => new RegistryError('BLOB_UNKNOWN', 'the blob is not stored'),
  unavailable: () => new RegistryError('UNAVAILABLE', 'the storage cannot be used now'),
};

/** A blob store that loses blobs, and fails in the steps that a test names. */
class FailingBlobStore extends MemoryBlobStore {
  readonly failing = new Map<Step, keyof typeof failures>();
  stats = 0;

  #fail(step: Step): void {
    const failure = failures[this.failing.get(step) ?? ''];
    if (failure !== undefined) throw failure();
  }

  override async read(...request: Parameters<MemoryBlobStore['read']>): Promise<Readable> {
    this.#fail('read');
    return super.read(...request);
  }

  override async stat(location: BlobLocation) {
    this.stats += 1;
    this.#fail('stat');
    return super.stat(location);
  }

  async lose(): Promise<void> {
    for await (const { location } of this.list()) await this.delete(location);
  }
}

class RedirectingBlobStore extends FailingBlobStore {
  async directUrl(location: BlobLocation): Promise<URL> {
    return new URL(`https://store.example/${encodeURIComponent(location)}`);
  }
}

class WatchedMetadataStore extends MemoryMetadataStore {
  readonly marked: BlobLocation[] = [];

  constructor() {
    super();
    const markDamaged = this.blobs.markDamaged.bind(this.blobs);
    this.blobs.markDamaged = async (blob) => {
      const isMarked = await markDamaged(blob);
      if (isMarked) this.marked.push(blob.location);
      return isMarked;
    };
  }
}

/** Too large to be served from memory. */
const content = 'x'.repeat(200_000);

describe('a blob whose bytes cannot be read', () => {
  let blobStore: FailingBlobStore;
  let metadataStore: WatchedMetadataStore;
  let registry: RunningRegistry;
  let url: URL;

  async function start(store: FailingBlobStore, redirects = false) {
    blobStore = store;
    metadataStore = new WatchedMetadataStore();
    registry = await startRegistry({ blobStore, metadataStore, redirects });
    url = new URL(`/v2/a/blobs/${await pushBlob(registry.url, 'a', content)}`, registry.url);
  }

  const head = async () => (await fetch(url, { method: 'HEAD' })).status;
  const get = (headers: Record<string, string> = {}) => fetch(url, { redirect: 'manual', headers });

  afterEach(() => registry.stop());

  it('is absent after a read and a check found that they are missing', async () => {
    await start(new FailingBlobStore());
    await blobStore.lose();
    expect(await head()).toBe(200);
    const answer = await get();
    expect(answer.status).toBe(404);
    expect(await errorCodeOf(answer)).toBe('BLOB_UNKNOWN');
    expect(await head()).toBe(404);
    expect(metadataStore.marked).toHaveLength(1);
  });

  it.each([
    ['the store can not be used', 'unavailable', undefined],
    ['the store can not say whether they are there', 'unknown', 'unavailable'],
    ['the store has them after all', 'unknown', undefined],
  ] as const)('is not damaged if %s', async (_, read, stat) => {
    await start(new FailingBlobStore());
    blobStore.failing.set('read', read);
    if (stat !== undefined) blobStore.failing.set('stat', stat);
    const answer = await get();
    expect(answer.status).toBe(503);
    expect(await errorCodeOf(answer)).toBe('UNAVAILABLE');
    blobStore.failing.clear();
    expect(await (await get()).text()).toBe(content);
    expect(metadataStore.marked).toEqual([]);
  });

  it('is not marked again if many readers miss it and it was repaired meanwhile', async () => {
    await start(new FailingBlobStore());
    await blobStore.lose();
    const reads = Array.from({ length: 10 }, () => get());
    await pushBlob(registry.url, 'b', content);
    await Promise.all(reads);
    expect(metadataStore.marked).toHaveLength(1);
    expect(await (await get()).text()).toBe(content);
  });

  it('makes a push of it fail while the store cannot tell whether it has the bytes', async () => {
    await start(new FailingBlobStore());
    blobStore.failing.set('stat', 'unavailable');
    await expect(pushBlob(registry.url, 'b', content)).rejects.toThrow('503');
    blobStore.failing.clear();
    await pushBlob(registry.url, 'b', content);
    expect(metadataStore.marked).toEqual([]);
  });

  it('does not make a push of new content check the store', async () => {
    await start(new FailingBlobStore());
    await pushBlob(registry.url, 'a', 'new content');
    expect(blobStore.stats).toBe(0);
  });

  it('is detected by HEAD if clients pull from the store itself', async () => {
    await start(new RedirectingBlobStore(), true);
    await blobStore.lose();
    expect((await get()).status).toBe(307);
    expect(blobStore.stats).toBe(0);
    expect(await head()).toBe(404);
    await pushBlob(registry.url, 'b', content);
    expect(await (await get({ 'lading-redirect': 'never' })).text()).toBe(content);
  });
});

describe('a blob that is cut short while it is read', () => {
  it('is checked, and is damaged if its bytes are missing', async () => {
    const blobStore = new FailingBlobStore();
    const metadataStore = new WatchedMetadataStore();
    const registry = await startRegistry({ blobStore, metadataStore });
    const url = new URL(`/v2/a/blobs/${await pushBlob(registry.url, 'a', content)}`, registry.url);
    blobStore.read = async () => Readable.from(cutShort(blobStore));
    await expect(fetch(url).then((answer) => answer.text())).rejects.toThrow();
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(404);
    expect(metadataStore.marked).toHaveLength(1);
    await registry.stop();
  });
});

async function* cutShort(blobStore: FailingBlobStore): AsyncGenerator<Buffer> {
  yield Buffer.from(content.slice(0, 1000));
  await blobStore.lose();
  throw new RegistryError('BLOB_UNKNOWN', 'the stored blob is shorter than it was');
}
