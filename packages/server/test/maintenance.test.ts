import { EventEmitter, once } from 'node:events';
import type { BlobLocation, SweepOptions } from '@lading/core';
import { MemoryBlobStore, MemoryMetadataStore } from '@lading/storage';
import { MaintenanceService } from '../src/index.js';
import { startRegistry } from '../src/testing/index.js';
import { memoryStores } from './support/memory-stores.js';

const settings = { enabled: true, intervalSeconds: 1, sweepAgeSeconds: 604_800 };

async function deadUploads(
  metadataStore: MemoryMetadataStore,
  blobStore: MemoryBlobStore,
  count: number,
): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const session = { id: `upload-${index}` as never, repository: 'a' as never, state: await blobStore.begin() };
    await metadataStore.createUpload(session, 100);
    await metadataStore.cancelUpload(session.repository, session.id);
  }
}

describe('MaintenanceService', () => {
  it('frees uploads that are over, however many there are', async () => {
    const { blobStore, metadataStore } = memoryStores();
    await deadUploads(metadataStore, blobStore, 120);
    await new MaintenanceService(metadataStore, blobStore, settings).run();
    expect(await metadataStore.claimDeadUploads(200, 0)).toEqual([]);
  });

  it('leaves for later what a store can not free now, and frees the rest', async () => {
    class StubbornStore extends MemoryBlobStore {
      readonly deleted: string[] = [];
      override async delete(location: BlobLocation): Promise<void> {
        if (location === 'stuck') throw new Error('the disk is stuck');
        this.deleted.push(location);
      }
    }
    class TrashyStore extends MemoryMetadataStore {
      trash = ['stuck', 'loose'] as BlobLocation[];
      override async claimTrash() {
        return this.trash;
      }
      override async forgetLocation(location: BlobLocation) {
        this.trash = this.trash.filter((each) => each !== location);
      }
    }
    const metadataStore = new TrashyStore();
    const blobStore = new StubbornStore();
    const maintenance = new MaintenanceService(metadataStore, blobStore, settings);
    const { write } = process.stderr;
    process.stderr.write = () => true;
    await maintenance.run();
    process.stderr.write = write;
    expect(blobStore.deleted).toEqual(['loose']);
    expect(metadataStore.trash).toEqual(['stuck']);
  });

  it('sweeps a store that can be swept once a day, on one replica', async () => {
    class DustyStore extends MemoryBlobStore {
      readonly sweeps: Date[] = [];
      async sweep({ olderThan }: SweepOptions) {
        this.sweeps.push(olderThan);
        return 0;
      }
    }
    let now = Date.now();
    const metadataStore = new MemoryMetadataStore({ now: () => now });
    const blobStore = new DustyStore();
    const replicas = [1, 2].map(() => new MaintenanceService(metadataStore, blobStore, settings));
    for (const hours of [0, 12, 13]) {
      now += hours * 3_600_000;
      for (const replica of replicas) await replica.run();
    }
    expect(blobStore.sweeps).toHaveLength(2);
    for (const olderThan of blobStore.sweeps)
      expect(Date.now() - olderThan.getTime()).toBeGreaterThanOrEqual(604_800_000);
  });

  it('runs soon after the start, again and again, and stops with the application', async () => {
    class WatchedStore extends MemoryMetadataStore {
      readonly watch = new EventEmitter();
      rounds = 0;
      override async claimTrash(limit: number, leaseSeconds: number) {
        this.rounds += 1;
        this.watch.emit('round');
        return super.claimTrash(limit, leaseSeconds);
      }
    }
    const metadataStore = new WatchedStore();
    const registry = await startRegistry({
      blobStore: new MemoryBlobStore(),
      metadataStore,
      maintenance: { intervalSeconds: 1 },
    });
    await once(metadataStore.watch, 'round');
    await once(metadataStore.watch, 'round');
    await registry.stop();
    expect(metadataStore.rounds).toBeGreaterThanOrEqual(2);
  });

  it('can be left to another process', async () => {
    class UntouchedStore extends MemoryMetadataStore {
      override async deleteUnreferencedBlobs(): Promise<number> {
        throw new Error('nobody asked for maintenance');
      }
    }
    const registry = await startRegistry({
      blobStore: new MemoryBlobStore(),
      metadataStore: new UntouchedStore(),
      maintenance: { enabled: false },
    });
    expect((await fetch(new URL('/v2/', registry.url))).status).toBe(200);
    await registry.stop();
  });
});
