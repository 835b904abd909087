import { setTimeout as sleep } from 'node:timers/promises';
import type { AccessState } from '@lading/core';
import { StoreClock } from '../../src/clock/store-clock.js';
import { LiveView } from '../../src/live/live-view.js';
import { RulesView } from '../../src/live/rules-view.js';
import { silentAccessLog } from '../../src/log/access-log.js';
import { stateOf } from '../support/records.js';
import { noFiles } from '../support/view-of.js';

/** A store whose state, failures and speed a test sets. */
class SettableStore {
  version = 1;
  stamp = 'first';
  /** Which credentials have not expired by its clock. */
  credentials: readonly string[] = [];
  failure: Error | undefined;
  reads = 0;
  running = 0;
  mostAtOnce = 0;
  isWatched = false;
  notify = () => {};
  /** Resolves when a read may end. */
  gate: Promise<void> = Promise.resolve();

  async readState(): Promise<AccessState> {
    this.reads += 1;
    this.running += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.running);
    const { version, stamp } = this;
    const credentials = this.credentials.map((id) => ({
      id,
      owner: { kind: 'user', name: 'ann' } as const,
      description: 'laptop',
      hint: 'wxyz',
    }));
    try {
      await this.gate;
      if (this.failure !== undefined) throw this.failure;
      return stateOf({ version, stamp, credentials });
    } finally {
      this.running -= 1;
    }
  }

  watch(onChange: () => void, signal: AbortSignal): void {
    this.isWatched = true;
    this.notify = onChange;
    signal.addEventListener('abort', () => {
      this.isWatched = false;
    });
  }
}

/** A view that a test can tell from others. */
class NumberedView extends RulesView {
  readonly version: number;

  constructor(readonly state: AccessState) {
    super({ state, files: () => noFiles, now: Date.now });
    this.version = state.version;
  }
}

const open: LiveView<NumberedView>[] = [];
let time = 0;

async function start(store: SettableStore, more: { readonly refreshSeconds?: number } = {}) {
  const live = await LiveView.start({
    store,
    storeClock: new StoreClock(),
    makeView: (state) => new NumberedView(state),
    log: silentAccessLog,
    refreshSeconds: 3600,
    staleSeconds: 60,
    clock: () => time,
    ...more,
  });
  open.push(live);
  return live;
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await sleep(2);
}

beforeEach(() => {
  time = 0;
});

afterEach(() => {
  for (const live of open.splice(0)) live.close();
});

describe('LiveView', () => {
  it('does not start if the store cannot be read', async () => {
    const store = new SettableStore();
    store.failure = new Error('down');
    await expect(start(store)).rejects.toBe(store.failure);
  });

  it('has a change after a notice of the store', async () => {
    const store = new SettableStore();
    const live = await start(store);
    store.version = 2;
    store.notify();
    await until(() => live.view.version === 2);
  });

  it('has a change without a notice, because it reads now and then', async () => {
    const store = new SettableStore();
    const live = await start(store, { refreshSeconds: 0.005 });
    store.version = 2;
    await until(() => live.view.version === 2);
  });

  it('has a change between the first read and the watch', async () => {
    const store = new SettableStore();
    store.watch = () => {};
    const read = store.readState.bind(store);
    store.readState = async () => {
      const state = await read();
      store.version = 2;
      return state;
    };
    const live = await start(store);
    await until(() => live.view.version === 2);
  });

  it('has a change of this process when refresh resolves, also if a read had begun before', async () => {
    const store = new SettableStore();
    const live = await start(store);
    await live.refresh();
    let release = () => {};
    store.gate = new Promise((resolve) => {
      release = resolve;
    });
    const before = live.refresh();
    store.version = 2;
    const after = live.refresh();
    release();
    await before;
    await after;
    expect(live.view.version).toBe(2);
  });

  it('reads once at a time, and a crowd that refreshes at once waits for one read', async () => {
    const store = new SettableStore();
    const live = await start(store);
    await live.refresh();
    store.reads = 0;
    await Promise.all(Array.from({ length: 100 }, () => live.refresh()));
    expect(store.mostAtOnce).toBe(1);
    expect(store.reads).toBeLessThanOrEqual(2);
  });

  it('keeps the last view while the store cannot be read, but no longer than the limit', async () => {
    const store = new SettableStore();
    const live = await start(store);
    await live.refresh();
    store.failure = new Error('down');
    time = 60_000;
    await expect(live.refresh()).rejects.toBe(store.failure);
    expect(live.view.version).toBe(1);
    time = 60_001;
    expect(() => live.view).toThrow(expect.objectContaining({ code: 'UNAVAILABLE' }));
    store.failure = undefined;
    await live.refresh();
    expect(live.view.version).toBe(1);
  });

  it('counts a state that has not changed as read', async () => {
    const store = new SettableStore();
    const live = await start(store);
    await live.refresh();
    time = 50_000;
    await live.refresh();
    time = 100_000;
    expect(live.view.version).toBe(1);
    expect(live.ageSeconds).toBe(50);
  });

  it('has another change that gets the same version, after the store has lost one', async () => {
    const store = new SettableStore();
    const live = await start(store);
    const { view } = live;
    await live.refresh();
    expect(live.view).toBe(view);
    store.stamp = 'second';
    await live.refresh();
    expect(live.view.state.stamp).toBe('second');
    store.version = 0;
    await live.refresh();
    expect(live.view.version).toBe(0);
  });

  it('has the credentials again that have not expired after all, as the clock of the store goes back', async () => {
    const store = new SettableStore();
    store.credentials = ['long', 'short'];
    const live = await start(store);
    store.credentials = ['long'];
    store.version = 2;
    await live.refresh();
    expect(live.view.state.credentials).toHaveLength(1);
    store.credentials = ['long', 'short'];
    await live.refresh();
    expect(live.view.state.credentials).toHaveLength(2);
  });

  it('says once that the store cannot be read, and once that it can be again', async () => {
    const store = new SettableStore();
    const lines: string[] = [];
    const log = {
      ...silentAccessLog,
      info: (text: string) => lines.push(text),
      warn: (text: string) => lines.push(text),
    };
    const live = await LiveView.start({
      store,
      storeClock: new StoreClock(),
      makeView: (state) => new NumberedView(state),
      log,
      refreshSeconds: 3600,
      staleSeconds: 60,
    });
    open.push(live);
    await live.refresh();
    store.failure = new Error('down');
    for (let count = 0; count < 3; count += 1) await expect(live.refresh()).rejects.toThrow('down');
    store.failure = undefined;
    await live.refresh();
    await live.refresh();
    expect(lines).toEqual(['the access records cannot be read now', 'the access records can be read again']);
  });

  it('ends its watch and reads nothing more when it is closed', async () => {
    const store = new SettableStore();
    const live = await start(store, { refreshSeconds: 0.001 });
    live.close();
    await until(() => store.running === 0);
    const { reads } = store;
    await sleep(20);
    expect(store.isWatched).toBe(false);
    expect(store.reads).toBe(reads);
  });
});
