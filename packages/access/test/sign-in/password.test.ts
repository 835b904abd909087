import { quickBcrypt, quickHash, rightPassword, SignInSetting } from '../support/sign-in-setting.js';

const isArgon2 = (stored: string) => stored.startsWith('$argon2id$');
const isBcrypt = (stored: string) => stored.startsWith('$2');
const alice = { outcome: 'signed-in', identity: { kind: 'user', name: 'alice', groups: [] } };

describe('sign-in with a password', () => {
  let setting: SignInSetting;
  beforeEach(() => {
    setting = new SignInSetting();
  });
  afterEach(() => setting.end());

  it('signs in a user of the database', async () => {
    await setting.addUser('alice', await quickHash(rightPassword));
    expect(await setting.signIn('alice', rightPassword)).toEqual(alice);
    expect(await setting.signIn('alice', 'wrong')).toEqual({ outcome: 'refused' });
  });

  it('signs in a user of the htpasswd file', async () => {
    setting.file.set('alice', await quickBcrypt(rightPassword));
    expect(await setting.signIn('alice', rightPassword)).toEqual(alice);
    expect(await setting.signIn('alice', 'wrong')).toEqual({ outcome: 'refused' });
  });

  it('takes a name of the file as that of the file, even if the database has such a user', async () => {
    setting.file.set('alice', await quickBcrypt(rightPassword));
    await setting.addUser('alice', await quickHash('password of the database'));
    expect(await setting.signIn('alice', 'password of the database')).toEqual({ outcome: 'refused' });
    expect(await setting.signIn('alice', rightPassword)).toEqual(alice);
  });

  it('[A17] computes the same hashes for an unknown user and for one without a password as for others', async () => {
    setting.file.set('alice', await quickBcrypt(rightPassword));
    await setting.addUser('bob', await quickHash(rightPassword));
    await setting.addUser('carol');
    for (const name of ['alice', 'bob', 'carol', 'nobody', 'No Such User']) {
      setting.verified.length = 0;
      expect(await setting.signIn(name, 'wrong')).toEqual({ outcome: 'refused' });
      expect([name, setting.verified.filter(isArgon2).length, setting.verified.filter(isBcrypt).length]).toEqual([
        name,
        1,
        1,
      ]);
    }
  });

  it('[A17] hashes by argon2id for an unknown user if there is no file', async () => {
    expect(await setting.signIn('nobody', 'wrong')).toEqual({ outcome: 'refused' });
    expect(setting.verified).toEqual([expect.stringMatching(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)]);
  });

  it.each([
    ['a disabled user', { isDisabled: true }],
    ['a user without a password', { passwordHash: undefined }],
  ])('[A75] refuses %s like a wrong password', async (_, change) => {
    const user = await setting.addUser('alice', await quickHash(rightPassword));
    expect(await setting.signIn('alice', rightPassword)).toEqual(alice);
    await setting.store.change(({ users }) => users.replace({ ...user, ...change }));
    expect(await setting.signIn('alice', rightPassword)).toEqual({ outcome: 'refused' });
  });

  it('[A80] refuses 1,025 bytes without a hash or a query', async () => {
    expect(await setting.signIn('alice', 'x'.repeat(1025))).toEqual({ outcome: 'refused' });
    expect(setting.verified).toEqual([]);
    expect(setting.queries).toEqual([]);
  });

  it('[A80] refuses 73 bytes for a bcrypt hash of their first 72', async () => {
    setting.file.set('alice', await quickBcrypt('x'.repeat(72)));
    expect(await setting.signIn('alice', 'x'.repeat(73))).toEqual({ outcome: 'refused' });
    expect(await setting.signIn('alice', 'x'.repeat(72))).toEqual(alice);
  });

  it.each([
    ['an empty password', 'alice', ''],
    ['an empty name', '', 'wrong'],
    ['a long name', 'x'.repeat(5000), 'wrong'],
    ['a name that a database cannot store', 'a\0b\ud800', 'wrong'],
  ])('refuses %s', async (_, name, secret) => {
    expect(await setting.signIn(name, secret)).toEqual({ outcome: 'refused' });
  });

  it('hashes a right password once in 5 minutes, and a wrong one once in a minute', async () => {
    await setting.addUser('alice', await quickHash(rightPassword));
    for (let round = 0; round < 3; round += 1) {
      expect(await setting.signIn('alice', rightPassword)).toEqual(alice);
      expect(await setting.signIn('alice', 'wrong')).toEqual({ outcome: 'refused' });
    }
    expect(setting.verified).toHaveLength(2);
  });

  it('knows a changed password at once, although the old one was right lately', async () => {
    const user = await setting.addUser('alice', await quickHash(rightPassword));
    expect(await setting.signIn('alice', rightPassword)).toEqual(alice);
    const passwordHash = await quickHash('another password');
    await setting.store.change(({ users }) => users.replace({ ...user, passwordHash }));
    expect(await setting.signIn('alice', rightPassword)).toEqual({ outcome: 'refused' });
    expect(await setting.signIn('alice', 'another password')).toEqual(alice);
  });

  it('[A116] limits sign-ins when too many passwords are checked at once, and asks to come again soon', async () => {
    await setting.addUser('alice', await quickHash(rightPassword));
    const signIn = (number: number) => setting.signIn('alice', `wrong ${number}`, { address: `192.0.2.${number}` });
    const outcomes = await Promise.all(Array.from({ length: 200 }, (_, number) => signIn(number)));
    const limited = outcomes.filter(({ outcome }) => outcome === 'limited');
    expect(limited).toHaveLength(166);
    for (const outcome of limited) expect(outcome).toEqual({ outcome: 'limited', retryAfterSeconds: 2 });
    expect(outcomes.filter(({ outcome }) => outcome === 'refused')).toHaveLength(34);
  });

  it('stops waiting when the client leaves', async () => {
    const controller = new AbortController();
    const waiting = setting.signIn('nobody', 'wrong', { signal: controller.signal });
    controller.abort(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
  });

  describe('while hashes take long', () => {
    let begun: number;
    let release: () => void;
    beforeEach(async () => {
      begun = 0;
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      const { hasher } = setting;
      const compute = Reflect.get(hasher, 'verify').bind(hasher);
      hasher.verify = async (password, stored, turn) => {
        if (password !== 'slow') return compute(password, stored, turn);
        begun += 1;
        await released;
        return false;
      };
      await setting.addUser('alice', await quickHash(rightPassword));
    });

    it('limits a sign-in that would be answered too late, and never fails it', async () => {
      setting.answerMilliseconds = 0;
      const waiting = setting.signIn('alice', 'slow');
      expect(await waiting).toEqual({ outcome: 'limited', retryAfterSeconds: 2 });
      release();
    });

    it('counts a wrong password whose client leaves before the answer', async () => {
      const client = new AbortController();
      const waiting = setting.signIn('alice', 'slow', { signal: client.signal });
      while (begun === 0) await new Promise((resolve) => setImmediate(resolve));
      client.abort(new Error('gone'));
      await expect(waiting).rejects.toThrow('gone');
      release();
      const count = () => setting.store.failures.count(['network 192.0.2.1'], 900);
      while ((await count())[0] === 0) await new Promise((resolve) => setImmediate(resolve));
      expect(await count()).toEqual([1]);
    });
  });
});
