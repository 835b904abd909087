import { MemoryAccessStore } from '@lading/storage';
import { failureUpkeep } from '../src/failure/failure-upkeep.js';
import { sessionUpkeep } from '../src/session/session-upkeep.js';

describe('upkeep', () => {
  let now = 0;
  const store = new MemoryAccessStore({ now: () => now });
  const signal = new AbortController().signal;

  it('deletes failures that no longer count, and keeps the others', async () => {
    await store.failures.record(['key'], 'old');
    now += 15 * 60_000 + 1;
    await store.failures.record(['key'], 'new');
    await failureUpkeep(store.failures).run(signal);
    expect(await store.failures.count(['key'], 3600)).toEqual([1]);
  });

  it('deletes sessions that are over', async () => {
    const { id } = await store.sessions.create({
      secretHash: 'hash',
      user: 'alice',
      kind: 'browser',
      most: 100,
      lifeSeconds: 60,
    });
    now += 61_000;
    await sessionUpkeep(store.sessions).run(signal);
    expect(await store.sessions.delete(id)).toBe(false);
  });
});
