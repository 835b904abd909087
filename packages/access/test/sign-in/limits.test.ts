import { RegistryError } from '@lading/core';
import { makeSecret } from '../../src/secret/random-secret.js';
import { quickHash, rightPassword, SignInSetting } from '../support/sign-in-setting.js';

const elsewhere = { address: '198.51.100.9' };
const limited = { outcome: 'limited', retryAfterSeconds: 60 };
const refused = { outcome: 'refused' };

describe('limits of sign-in', () => {
  let setting: SignInSetting;
  beforeEach(async () => {
    setting = new SignInSetting();
    for (const name of ['alice', 'bob']) await setting.addUser(name, await quickHash(rightPassword));
  });
  afterEach(() => setting.end());

  async function guess(count: number, name = 'alice', address = '192.0.2.1', from = 0) {
    for (let number = from; number < from + count; number += 1)
      expect(await setting.signIn(name, `wrong ${number}`, { address })).toEqual(refused);
  }

  it('[A113] counts one wrong password that comes 100 times once, so the owner signs in at once', async () => {
    for (let round = 0; round < 100; round += 1)
      expect(await setting.signIn('alice', 'outdated password')).toEqual(refused);
    expect(await setting.signIn('alice', rightPassword)).toMatchObject({ outcome: 'signed-in' });
    expect(setting.delays).toEqual([]);
  });

  it('[A114] limits wrong passwords of an account from one address after 20 distinct ones, and nobody else', async () => {
    await guess(20);
    expect(await setting.signIn('alice', 'one more')).toEqual(limited);
    expect(await setting.signIn('alice', 'wrong', elsewhere)).toEqual(refused);
    expect(await setting.signIn('alice', rightPassword, elsewhere)).toMatchObject({ outcome: 'signed-in' });
    expect(await setting.signIn('bob', 'wrong')).toEqual(refused);
    expect(await setting.signIn('bob', rightPassword)).toMatchObject({ outcome: 'signed-in' });
  });

  it('lets a right password pass from an address with 20 wrong ones, which many people may share', async () => {
    await guess(20);
    expect(await setting.signIn('alice', rightPassword)).toMatchObject({ outcome: 'signed-in' });
  });

  it('looks at no password from an address with 100 distinct wrong ones for all accounts, until 15 minutes later', async () => {
    for (const name of ['carol', 'dan', 'erin']) await setting.addUser(name, await quickHash(rightPassword));
    for (const name of ['alice', 'bob', 'carol', 'dan', 'erin']) await guess(20, name);
    setting.verified.length = 0;
    expect(await setting.signIn('alice', rightPassword)).toEqual(limited);
    expect(await setting.signIn('nobody', 'wrong')).toEqual(limited);
    expect(setting.verified).toEqual([]);
    expect(await setting.signIn('alice', rightPassword, elsewhere)).toMatchObject({ outcome: 'signed-in' });
    setting.now += 15 * 60_000 + 1;
    expect(await setting.signIn('alice', rightPassword)).toMatchObject({ outcome: 'signed-in' });
  });

  it('counts one password that is tried on many accounts for each of them', async () => {
    await setting.signIn('alice', 'the same');
    await setting.signIn('bob', 'the same');
    expect(await setting.store.failures.count(['network 192.0.2.1'], 900)).toEqual([2]);
  });

  it('counts the addresses of an IPv6 network of 64 bits as one', async () => {
    for (let host = 1; host <= 20; host += 1) await guess(1, 'alice', `2001:db8:0:1::${host}`, host);
    expect(await setting.signIn('alice', 'one more', { address: '2001:db8:0:1::ffff' })).toEqual(limited);
    expect(await setting.signIn('alice', 'one more', { address: '2001:db8:0:2::1' })).toEqual(refused);
  });

  it('lets a right password pass while one site with many IPv6 networks takes all places', async () => {
    const flood = Array.from({ length: 64 }, (_, number) =>
      setting.signIn('bob', `wrong ${number}`, { address: `2001:db8:0:${number.toString(16)}::1` }),
    );
    const right = setting.signIn('alice', rightPassword, { address: '2001:db8:1::1' });
    const [answer, ...others] = await Promise.all([right, ...flood]);
    expect(answer).toMatchObject({ outcome: 'signed-in' });
    expect(others.filter(({ outcome }) => outcome === 'limited').length).toBeGreaterThan(0);
  });

  it('[A114] counts over all replicas, and the same password on two replicas once', async () => {
    const other = await setting.addReplica();
    for (let number = 0; number < 20; number += 1) {
      expect(await setting.signIn('alice', `wrong ${number}`, { replica: other })).toEqual(refused);
      if (number < 10) expect(await setting.signIn('alice', `wrong ${number}`)).toEqual(refused);
    }
    expect(await setting.signIn('alice', 'one more', { replica: other })).toEqual(limited);
    expect(await setting.signIn('alice', 'one more')).toEqual(limited);
  });

  it('limits wrong random secrets, but never a right one', async () => {
    const { secret } = await setting.addSecret('personal', 'alice');
    const wrong = Array.from({ length: 100 }, () => makeSecret('personal'));
    for (const text of wrong.slice(0, 20)) expect(await setting.signIn('alice', text)).toEqual(refused);
    for (const text of wrong.slice(20)) expect(await setting.signIn('alice', text)).toEqual(limited);
    expect(await setting.signIn('bob', makeSecret('robot'))).toEqual(limited);
    expect(await setting.signIn('alice', secret)).toMatchObject({ outcome: 'signed-in' });
  });

  it('delays an account that is guessed from many addresses, but not one whose password was right lately', async () => {
    await setting.signIn('alice', rightPassword, elsewhere);
    for (let host = 1; host <= 40; host += 1) await guess(1, 'alice', `203.0.113.${host}`, host);
    expect(setting.delays.slice(0, 3)).toEqual([100, 200, 300]);
    expect(Math.max(...setting.delays)).toBe(3000);
    setting.delays.length = 0;
    expect(await setting.signIn('alice', rightPassword, elsewhere)).toMatchObject({ outcome: 'signed-in' });
    expect(await setting.signIn('bob', 'wrong')).toEqual(refused);
    expect(setting.delays).toEqual([]);
  });

  it('does not delay a password that was wrong recently, because it is not a new guess', async () => {
    await setting.signIn('alice', 'outdated password');
    for (let host = 1; host <= 10; host += 1) await guess(1, 'alice', `203.0.113.${host}`, host);
    setting.delays.length = 0;
    expect(await setting.signIn('alice', 'outdated password')).toEqual(refused);
    expect(setting.delays).toEqual([]);
  });

  it.each(['count', 'record'] as const)('lets nobody in while failures cannot be stored (%s)', async (method) => {
    const unavailable = new RegistryError('UNAVAILABLE', 'the database is away');
    Object.assign(setting.store.failures, { [method]: () => Promise.reject(unavailable) });
    const secret = method === 'count' ? rightPassword : 'wrong';
    await expect(setting.signIn('alice', secret)).rejects.toBe(unavailable);
  });

  it('stores no name, no secret and no hash of them that needs no key', async () => {
    const recorded: unknown[] = [];
    const { record } = setting.store.failures;
    setting.store.failures.record = (...given) => {
      recorded.push(given);
      return record.apply(setting.store.failures, given);
    };
    await setting.signIn('alice', 'my password elsewhere');
    const text = JSON.stringify(recorded);
    expect(recorded).toHaveLength(1);
    expect(text).not.toContain('alice');
    expect(text).not.toContain('my password elsewhere');
  });
});
