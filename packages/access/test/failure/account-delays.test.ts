import { AccountDelays, delayMilliseconds } from '../../src/failure/account-delays.js';

describe('delayMilliseconds', () => {
  it('is nothing for 5 wrong passwords, grows with each further one, and is at most 3 s', () => {
    expect([0, 5, 6, 15, 35, 36, 10_000].map(delayMilliseconds)).toEqual([0, 0, 100, 1000, 3000, 3000, 3000]);
  });
});

describe('AccountDelays', () => {
  it('lets few attempts of one client wait, and leaves room for others', async () => {
    const sleeping: (() => void)[] = [];
    const delays = new AccountDelays(() => new Promise((resolve) => sleeping.push(resolve)));
    const waiting = Array.from({ length: 4 }, () => delays.wait('alice from 192.0.2.1', 20, undefined));
    expect(await delays.wait('alice from 192.0.2.1', 20, undefined)).toBe(false);
    waiting.push(delays.wait('alice from 192.0.2.2', 20, undefined));
    for (const wake of sleeping) wake();
    expect(await Promise.all(waiting)).toEqual(new Array(5).fill(true));
    const again = delays.wait('alice from 192.0.2.1', 20, undefined);
    sleeping.at(-1)?.();
    expect(await again).toBe(true);
  });

  it('lets 256 attempts wait in all, and refuses nobody because of them', async () => {
    const sleeping: (() => void)[] = [];
    const delays = new AccountDelays(() => new Promise((resolve) => sleeping.push(resolve)));
    const waiting = Array.from({ length: 256 }, (_, number) => delays.wait(`client ${number}`, 20, undefined));
    expect(await delays.wait('another client', 20, undefined)).toBe(true);
    expect(sleeping).toHaveLength(256);
    for (const wake of sleeping) wake();
    expect(await Promise.all(waiting)).toEqual(new Array(256).fill(true));
  });

  it('stops waiting when the client leaves', async () => {
    const delays = new AccountDelays();
    const controller = new AbortController();
    const waiting = delays.wait('alice', 1000, controller.signal);
    controller.abort();
    await expect(waiting).rejects.toThrow('abort');
    expect(await delays.wait('alice', 0, undefined)).toBe(true);
  });
});
