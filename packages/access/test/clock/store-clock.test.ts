import { setTimeout as sleep } from 'node:timers/promises';
import { StoreClock } from '../../src/clock/store-clock.js';

const minute = 60_000;

/** The difference from the clock of the process, in milliseconds. */
const aheadOf = (clock: StoreClock) => clock.now().getTime() - Date.now();

describe('the clock of the store', () => {
  it('is the clock of the process before the first read of the store', () => {
    expect(Math.abs(aheadOf(new StoreClock()))).toBeLessThan(1000);
  });

  it.each([minute, -minute])(
    'continues from the time of the store, which is %s ms from the time of the process',
    async (ahead) => {
      const clock = new StoreClock();
      const answer = await clock.follow(async () => ({ now: new Date(Date.now() + ahead), more: 1 }));
      expect(answer.more).toBe(1);
      expect(Math.abs(aheadOf(clock) - ahead)).toBeLessThan(1000);
      const before = clock.now();
      await sleep(20);
      expect(clock.now().getTime()).toBeGreaterThan(before.getTime());
    },
  );

  it('is not moved by a slow answer that may be right', async () => {
    const clock = new StoreClock();
    const told = new Date(clock.now().getTime() + 1);
    const before = performance.now();
    const estimate = clock.now().getTime();
    await clock.follow(async () => {
      await sleep(100);
      return { now: told };
    });
    expect(Math.abs(clock.now().getTime() - estimate - (performance.now() - before))).toBeLessThan(5);
  });

  it('does not change when the store cannot be read', async () => {
    const clock = new StoreClock();
    await expect(clock.follow(() => Promise.reject(new Error('down')))).rejects.toThrow('down');
    expect(Math.abs(aheadOf(clock))).toBeLessThan(1000);
  });
});
