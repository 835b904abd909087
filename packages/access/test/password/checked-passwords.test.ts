import { CheckedPasswords } from '../../src/password/checked-passwords.js';

describe('CheckedPasswords', () => {
  let now = 0;
  let computed = 0;
  let checked: CheckedPasswords;
  const check = (isRight: boolean, stored = 'hash', user = 'alice') =>
    checked.check(user, 'secret', stored, async () => {
      computed += 1;
      return isRight;
    });
  beforeEach(() => {
    [now, computed] = [0, 0];
    checked = new CheckedPasswords(() => now);
  });

  it('remembers a right password for 5 minutes', async () => {
    await check(true);
    now = 299_999;
    expect(await check(false)).toBe(true);
    expect(computed).toBe(1);
    now = 300_000;
    expect(await check(false)).toBe(false);
    expect(computed).toBe(2);
  });

  it('remembers a wrong password for 1 minute', async () => {
    await check(false);
    now = 59_999;
    expect(await check(true)).toBe(false);
    now = 60_000;
    expect(await check(true)).toBe(true);
  });

  it('checks a password anew when the stored hash has changed, and for another user', async () => {
    await check(true);
    expect(await check(false, 'new hash')).toBe(false);
    expect(await check(false, 'hash', 'bob')).toBe(false);
    expect(checked.find('alice', 'secret', 'hash')).toBe(true);
  });

  it('computes once for checks at the same time', async () => {
    expect(await Promise.all(Array.from({ length: 50 }, () => check(true)))).toEqual(new Array(50).fill(true));
    expect(computed).toBe(1);
  });

  it('remembers nothing of a check that fails', async () => {
    await expect(checked.check('alice', 'secret', 'hash', () => Promise.reject(new Error('busy')))).rejects.toThrow(
      'busy',
    );
    expect(await check(true)).toBe(true);
  });

  it('gives up a check when all requests that wait for it have left, and begins a new one for the next request', async () => {
    const clients = [new AbortController(), new AbortController()];
    let isGivenUp = false;
    const wait = (signal: AbortSignal) =>
      new Promise<boolean>((_, reject) =>
        signal.addEventListener('abort', () => {
          isGivenUp = true;
          reject(signal.reason);
        }),
      );
    const waiting = clients.map(({ signal }) => checked.check('alice', 'secret', 'hash', wait, signal));
    clients[0]?.abort(new Error('first'));
    expect(isGivenUp).toBe(false);
    clients[1]?.abort(new Error('second'));
    expect(isGivenUp).toBe(true);
    const next = check(true);
    expect(await Promise.allSettled(waiting)).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
    expect(await next).toBe(true);
    expect(checked.find('alice', 'secret', 'hash')).toBe(true);
  });
});
