import { makeSecret } from '../../src/secret/random-secret.js';
import { SignInSetting } from '../support/sign-in-setting.js';

describe('sign-in with a random secret', () => {
  let setting: SignInSetting;
  beforeEach(async () => {
    setting = new SignInSetting();
    await setting.addUser('alice');
  });
  afterEach(() => setting.end());

  it('signs in the owner of a personal access token under any name', async () => {
    const { secret, record } = await setting.addSecret('personal', 'alice');
    const signedIn = {
      outcome: 'signed-in',
      identity: { kind: 'user', name: 'alice', groups: [], credential: record.id },
    };
    expect(await setting.signIn('alice', secret)).toEqual(signedIn);
    expect(await setting.signIn('somebody else', secret)).toEqual(signedIn);
  });

  it('[A76] signs in a robot with both secrets during a rotation, then with the new one only', async () => {
    await setting.addRobot('ci');
    const old = await setting.addSecret('robot', 'ci');
    const next = await setting.addSecret('robot', 'ci');
    const outcomes = async () => [
      (await setting.signIn('ci', old.secret)).outcome,
      (await setting.signIn('ci', next.secret)).outcome,
    ];
    expect(await outcomes()).toEqual(['signed-in', 'signed-in']);
    await setting.store.change(({ credentials }) =>
      credentials.replace({ ...old.record, revokedAt: new Date(setting.now) }),
    );
    await setting.refresh();
    expect(await outcomes()).toEqual(['refused', 'signed-in']);
  });

  it('[A74] refuses a wrong checksum and a wrong form without a query or a hash', async () => {
    const secret = makeSecret('personal');
    const wrong = `${secret.slice(0, -1)}${secret.endsWith('a') ? 'b' : 'a'}`;
    for (const text of [wrong, secret.slice(0, -1), 'ldr_short'])
      expect(await setting.signIn('alice', text)).toEqual({ outcome: 'refused' });
    expect(setting.queries).toEqual([]);
    expect(setting.verified).toEqual([]);
  });

  it('[A75] refuses an expired, a revoked and an unknown secret and that of a disabled robot alike', async () => {
    const robot = await setting.addRobot('ci');
    const expiring = await setting.addSecret('personal', 'alice', new Date(setting.now + 60_000));
    const revoked = await setting.addSecret('personal', 'alice');
    const ofRobot = await setting.addSecret('robot', 'ci');
    const secrets = [expiring, revoked, ofRobot].map(({ secret }) => secret);
    for (const secret of secrets) expect(await setting.signIn('alice', secret)).toMatchObject({ outcome: 'signed-in' });

    setting.now += 60_000;
    await setting.store.change(async ({ credentials, robots }) => {
      await credentials.replace({ ...revoked.record, revokedAt: new Date(setting.now) });
      await robots.replace({ ...robot, isDisabled: true });
    });
    for (const secret of [...secrets, makeSecret('personal'), makeSecret('robot')])
      expect(await setting.signIn('alice', secret)).toEqual({ outcome: 'refused' });
    expect(setting.verified).toEqual([]);
  });

  it('[A75] refuses a secret that is over before its first use', async () => {
    const expired = await setting.addSecret('personal', 'alice', new Date(setting.now - 1));
    const revoked = await setting.addSecret('personal', 'alice');
    await setting.store.change(({ credentials }) =>
      credentials.replace({ ...revoked.record, revokedAt: new Date(setting.now) }),
    );
    for (const { secret } of [expired, revoked])
      expect(await setting.signIn('alice', secret)).toEqual({ outcome: 'refused' });
  });

  it('finds a known secret without a query, and a new one in a view that does not have it yet', async () => {
    const { secret } = await setting.addSecret('personal', 'alice');
    await setting.signIn('alice', secret);
    setting.queries.length = 0;
    expect(await setting.signIn('alice', secret)).toMatchObject({ outcome: 'signed-in' });
    expect(setting.queries).toEqual([]);
  });

  it('records the use of a secret at most once a minute', async () => {
    const { secret, record } = await setting.addSecret('personal', 'alice');
    const replica = await setting.addReplica();
    const lastUse = async () => {
      await replica.signIn({ name: '', secret, client: { address: '192.0.2.1' } });
      await replica.close();
      return (await setting.store.credentials.find(record.id))?.lastUsedAt?.getTime();
    };
    const first = setting.now;
    expect(await lastUse()).toBe(first);
    setting.queries.length = 0;
    setting.now += 59_999;
    expect(await lastUse()).toBe(first);
    expect(setting.queries).toEqual([]);
    setting.now += 1;
    expect(await lastUse()).toBe(first + 60_000);
  });

  it('signs in although its use cannot be recorded, and records the next one', async () => {
    const { secret, record } = await setting.addSecret('personal', 'alice');
    const replica = await setting.addReplica();
    const use = setting.store.credentials.use;
    Object.assign(setting.store.credentials, { use: () => Promise.reject(new Error('down')) });
    const signIn = () => replica.signIn({ name: '', secret, client: { address: '192.0.2.1' } });
    expect(await signIn()).toMatchObject({ outcome: 'signed-in' });
    await replica.close();
    Object.assign(setting.store.credentials, { use });
    await signIn();
    await replica.close();
    expect(await setting.store.credentials.find(record.id)).toMatchObject({ lastUsedAt: new Date(setting.now) });
  });
});
