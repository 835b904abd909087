import { EventEmitter, once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { MemoryBlobStore, MemoryMetadataStore } from '@lading/storage';
import { startRegistry } from '../src/testing/index.js';

describe('background tasks', () => {
  it('runs soon after the start, again and again, and stops with the application', async () => {
    class WatchedStore extends MemoryMetadataStore {
      readonly watch = new EventEmitter();
      rounds = 0;
      constructor() {
        super();
        const claimTrash = this.collection.claimTrash.bind(this.collection);
        this.collection.claimTrash = (...request) => {
          this.rounds += 1;
          this.watch.emit('round');
          return claimTrash(...request);
        };
      }
    }
    const metadataStore = new WatchedStore();
    const registry = await startRegistry({
      blobStore: new MemoryBlobStore(),
      metadataStore,
      maintenanceIntervalSeconds: 1,
    });
    await once(metadataStore.watch, 'round');
    await once(metadataStore.watch, 'round');
    await registry.stop();
    expect(metadataStore.rounds).toBeGreaterThanOrEqual(2);
  });

  it('can be left to another process', async () => {
    const metadataStore = new MemoryMetadataStore();
    let isAsked = false;
    metadataStore.collection.deleteUnreferencedBlobs = async () => {
      isAsked = true;
      return 0;
    };
    const registry = await startRegistry({
      blobStore: new MemoryBlobStore(),
      metadataStore,
      maintenanceIntervalSeconds: 1,
      runTasks: false,
    });
    expect((await fetch(new URL('/v2/', registry.url))).status).toBe(200);
    await delay(1500);
    await registry.stop();
    expect(isAsked).toBe(false);
  });

  it('of an application run too, and their runs are reported', async () => {
    const runs = new EventEmitter();
    const task = { name: 'own', everySeconds: 1, run: async () => {} };
    const registry = await startRegistry({
      blobStore: new MemoryBlobStore(),
      metadataStore: new MemoryMetadataStore(),
      tasks: [task],
      onTaskRun: (run) => runs.emit(run.task, run),
    });
    expect(await once(runs, 'own')).toEqual([{ task: 'own', seconds: expect.any(Number) }]);
    await registry.stop();
  });
});
