import { setTimeout as delay } from 'node:timers/promises';
import type { BlobLocation, SweepOptions, Task } from '@lading/core';
import { MemoryBlobStore, MemoryMetadataStore } from '@lading/storage';
import { createEngine, type EngineLog, silentLog, type TaskRun, TaskRunner } from '../src/index.js';

/** The runner of a replica. */
function runnerOf(
  metadataStore: MemoryMetadataStore,
  blobStore: MemoryBlobStore,
  log: EngineLog = silentLog,
): TaskRunner {
  const { tasks } = createEngine({ metadataStore, blobStore, log });
  return new TaskRunner({ tasks, turns: metadataStore.tasks, log });
}

async function deadUploads(
  metadataStore: MemoryMetadataStore,
  blobStore: MemoryBlobStore,
  count: number,
): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const session = { id: `upload-${index}` as never, repository: 'a' as never, state: await blobStore.begin() };
    await metadataStore.uploads.create(session, 100);
    await metadataStore.uploads.cancel(session.repository, session.id);
  }
}

describe('the tasks of collection', () => {
  it('frees uploads that are over, however many there are', async () => {
    const [blobStore, metadataStore] = [new MemoryBlobStore(), new MemoryMetadataStore()];
    await deadUploads(metadataStore, blobStore, 120);
    await runnerOf(metadataStore, blobStore).runAll();
    expect(await metadataStore.uploads.claimDead(200, 0)).toEqual([]);
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
      constructor() {
        super();
        this.collection.claimTrash = async () => this.trash;
        this.collection.forgetLocation = async (location) => {
          this.trash = this.trash.filter((each) => each !== location);
        };
      }
    }
    const metadataStore = new TrashyStore();
    const blobStore = new StubbornStore();
    const errors: string[] = [];
    await runnerOf(metadataStore, blobStore, { ...silentLog, error: (line) => errors.push(line) }).runAll();
    expect(errors).toEqual(['the task trash failed: the disk is stuck']);
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
    const replicas = [1, 2].map(() => runnerOf(metadataStore, blobStore));
    for (const hours of [0, 12, 13]) {
      now += hours * 3_600_000;
      for (const replica of replicas) await replica.runAll();
    }
    expect(blobStore.sweeps).toHaveLength(2);
    for (const olderThan of blobStore.sweeps)
      expect(Date.now() - olderThan.getTime()).toBeGreaterThanOrEqual(604_800_000);
  });
});

describe('TaskRunner', () => {
  const turns = new MemoryMetadataStore().tasks;
  const runnerWith = (tasks: readonly Task[], onRun?: (run: TaskRun) => void) =>
    new TaskRunner({ tasks, turns, log: silentLog, onRun });

  it('runs each task at its own interval until it is stopped, and waits for the last run', async () => {
    const counts = { often: 0, rare: 0 };
    let isRunning = false;
    const often: Task = {
      name: 'often',
      everySeconds: 0.01,
      async run() {
        isRunning = true;
        await delay(5);
        counts.often += 1;
        isRunning = false;
      },
    };
    const rare: Task = {
      name: 'rare',
      everySeconds: 3600,
      async run() {
        counts.rare += 1;
      },
    };
    const runner = runnerWith([often, rare]);
    runner.start();
    while (counts.often < 3) await delay(5);
    await runner.stop();
    expect([isRunning, counts.rare <= 1]).toEqual([false, true]);
    const { often: total } = counts;
    await delay(50);
    expect(counts.often).toBe(total);
  });

  it('reports the duration and the failure of each run, and continues', async () => {
    const runs: TaskRun[] = [];
    const broken: Task = {
      name: 'broken',
      everySeconds: 1,
      async run() {
        throw new Error('broken');
      },
    };
    const whole: Task = { name: 'whole', everySeconds: 1, run: async () => {} };
    await runnerWith([broken, whole], (run) => runs.push(run)).runAll();
    expect(runs).toEqual([
      { task: 'broken', seconds: expect.any(Number), error: new Error('broken') },
      { task: 'whole', seconds: expect.any(Number) },
    ]);
  });

  it('interrupts a run when it is stopped', async () => {
    let begin = () => {};
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const endless: Task = {
      name: 'endless',
      everySeconds: 0.001,
      run: (signal) => {
        begin();
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      },
    };
    const runner = runnerWith([endless]);
    runner.start();
    await begun;
    await runner.stop();
  });

  it.each<[unknown, string]>([
    [[{ name: 'a', everySeconds: 0, run() {} }], 'tasks[0]: everySeconds must be a positive number, not 0'],
    [[{ name: 'a', everySecond: 1, run() {} }], 'tasks[0] has no option everySecond; did you mean everySeconds?'],
    [
      [
        { name: 'a', everySeconds: 1, run() {} },
        { name: 'a', everySeconds: 1, run() {} },
      ],
      'tasks[1]: there are two tasks named a',
    ],
  ])('refuses %j', (tasks, message) => {
    expect(() => runnerWith(tasks as readonly Task[])).toThrow(new TypeError(message));
  });
});
