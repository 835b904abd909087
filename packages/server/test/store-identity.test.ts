import { randomUUID } from 'node:crypto';
import type { RegistryId } from '@lading/core';
import { StoreIdentity, StoreMismatchError } from '@lading/engine';
import { MemoryBlobStore, MemoryMetadataStore } from '@lading/storage';
import { startRegistry } from '../src/testing/index.js';
import { memoryStores } from './support/memory-stores.js';
import { pushBlob } from './support/push.js';

/** Too large to be served from memory. */
const content = 'x'.repeat(200_000);

/** A store whose volume can be unmounted, and whose mark can be lost. */
class MountedBlobStore extends MemoryBlobStore {
  isMounted = true;
  isMarked = true;

  override async findOwner(): Promise<RegistryId | undefined> {
    return this.isMounted && this.isMarked ? super.findOwner() : undefined;
  }
  override async stat(...request: Parameters<MemoryBlobStore['stat']>) {
    return this.isMounted ? super.stat(...request) : undefined;
  }
  override async read(...request: Parameters<MemoryBlobStore['read']>) {
    return this.isMounted ? super.read(...request) : new MemoryBlobStore().read(...request);
  }
}

/** Each call finds the volume mounted or not, in this order; all later ones find it mounted. */
class FlappingBlobStore extends MemoryBlobStore {
  readonly mounted: boolean[] = [];

  override async findOwner(): Promise<RegistryId | undefined> {
    return this.isMounted() ? super.findOwner() : undefined;
  }
  override async stat(...request: Parameters<MemoryBlobStore['stat']>) {
    return this.isMounted() ? super.stat(...request) : undefined;
  }
  override async read(...request: Parameters<MemoryBlobStore['read']>) {
    return this.isMounted() ? super.read(...request) : new MemoryBlobStore().read(...request);
  }
  private isMounted(): boolean {
    return this.mounted.shift() ?? true;
  }
}

async function withBlob<Blobs extends MemoryBlobStore>(blobStore: Blobs, metadataStore = new MemoryMetadataStore()) {
  const registry = await startRegistry({ blobStore, metadataStore });
  const digest = await pushBlob(registry.url, 'a', content);
  return { registry, metadataStore, blobStore, url: new URL(`/v2/a/blobs/${digest}`, registry.url) };
}

async function mismatchOf(identity: StoreIdentity): Promise<StoreMismatchError> {
  const error: unknown = await identity.establish().catch((reason) => reason);
  expect(error).toBeInstanceOf(StoreMismatchError);
  return error as StoreMismatchError;
}

describe('StoreIdentity', () => {
  it('marks a new blob store, and recognises it later', async () => {
    const { metadataStore, blobStore } = memoryStores();
    const identity = new StoreIdentity(metadataStore.registry, blobStore);
    await identity.check();
    await identity.establish();
    await new StoreIdentity(metadataStore.registry, blobStore).establish();
    await identity.check();
    expect(await blobStore.findOwner()).toBe(await metadataStore.registry.findId());
  });

  it('lets replicas start at the same time', async () => {
    const { metadataStore, blobStore } = memoryStores();
    await Promise.all(
      Array.from({ length: 5 }, () => new StoreIdentity(metadataStore.registry, blobStore).establish()),
    );
    expect(await blobStore.findOwner()).toBe(await metadataStore.registry.findId());
  });

  it('refuses the blob store of another registry, and changes nothing in it', async () => {
    const { metadataStore, blobStore } = memoryStores();
    await new StoreIdentity(metadataStore.registry, blobStore).establish();
    const owner = await blobStore.findOwner();
    const { id, owner: found } = await mismatchOf(new StoreIdentity(new MemoryMetadataStore().registry, blobStore));
    expect(found).toBe(owner);
    expect(id).not.toBe(owner);
    expect(await blobStore.findOwner()).toBe(owner);
  });

  it('refuses an empty blob store if the registry has blobs', async () => {
    const { registry, metadataStore } = await withBlob(new MemoryBlobStore());
    const empty = new MemoryBlobStore();
    expect((await mismatchOf(new StoreIdentity(metadataStore.registry, empty))).owner).toBeUndefined();
    expect(await empty.findOwner()).toBeUndefined();
    await registry.stop();
  });

  it('marks an older or restored blob store that has blobs of the registry and no mark', async () => {
    const { registry, metadataStore, blobStore } = await withBlob(new MemoryBlobStore());
    await new StoreIdentity(metadataStore.registry, blobStore).establish();
    expect(await blobStore.findOwner()).toBe(await metadataStore.registry.findId());
    await registry.stop();
  });

  it('takes the mark of a newer store as the id of metadata that was restored from before it had one', async () => {
    const { registry, metadataStore, blobStore } = await withBlob(new MemoryBlobStore());
    const mark = await blobStore.setOwner(randomUUID() as string as RegistryId);
    await new StoreIdentity(metadataStore.registry, blobStore).establish();
    expect(await metadataStore.registry.findId()).toBe(mark);
    await registry.stop();
  });

  it('does not take the mark of a store that has none of its blobs', async () => {
    const { registry, metadataStore } = await withBlob(new MemoryBlobStore());
    const other = new MemoryBlobStore();
    const mark = await other.setOwner(randomUUID() as string as RegistryId);
    expect((await mismatchOf(new StoreIdentity(metadataStore.registry, other))).owner).toBe(mark);
    await registry.stop();
  });

  it('ignores a blob store that does not support marks', async () => {
    const { metadataStore } = memoryStores();
    const identity = new StoreIdentity(metadataStore.registry, { stat: async () => undefined });
    await identity.establish();
    await identity.check();
  });

  it.each(['isMounted', 'isMarked'] as const)(
    'notices when the store is no longer the right one (%s)',
    async (part) => {
      const { registry, metadataStore, blobStore, url } = await withBlob(new MountedBlobStore());
      const identity = new StoreIdentity(metadataStore.registry, blobStore);
      await identity.establish();
      blobStore[part] = false;
      await expect(identity.check()).rejects.toMatchObject({
        code: 'UNAVAILABLE',
        cause: { name: 'StoreMismatchError' },
      });
      blobStore[part] = true;
      await identity.check();
      expect((await fetch(url)).status).toBe(200);
      await registry.stop();
    },
  );
});

describe('a registry whose blob store is not mounted', () => {
  it.each([
    ['comes back', [false, false, true, true]],
    ['is gone again', [false, false, true, false, false]],
  ])('takes no blob for damaged if the volume %s between two calls', async (_, mounted) => {
    const { registry, metadataStore, blobStore, url } = await withBlob(new FlappingBlobStore());
    await new StoreIdentity(metadataStore.registry, blobStore).establish();
    blobStore.mounted.push(...mounted);
    expect((await fetch(url)).status).toBe(503);
    expect(blobStore.mounted).toEqual([]);
    expect(await (await fetch(url)).text()).toBe(content);
    await registry.stop();
  });

  it('marks no blob as damaged', async () => {
    const { registry, metadataStore, blobStore, url } = await withBlob(new MountedBlobStore());
    await new StoreIdentity(metadataStore.registry, blobStore).establish();
    blobStore.isMounted = false;
    expect((await fetch(url)).status).toBe(503);
    await expect(pushBlob(registry.url, 'b', content)).rejects.toThrow('503');
    blobStore.isMounted = true;
    expect(await (await fetch(url)).text()).toBe(content);
    await registry.stop();
  });
});
