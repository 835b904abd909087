import { MemoryAccessStore } from '@lading/storage';
import { type Access, createAccess, type RefreshTokens } from '../../src/index.js';
import { makeSecret } from '../../src/secret/random-secret.js';

const operator = { identity: { kind: 'system', name: 'operator' } } as const;
const ada = { kind: 'user', name: 'ada' } as const;
const from = { client: { address: '192.0.2.1', userAgent: 'docker/28' }, requestId: 'r1' };
const day = 24 * 60 * 60_000;

describe('refresh tokens', () => {
  let now: number;
  let store: MemoryAccessStore;
  let access: Access;
  let refreshTokens: RefreshTokens;
  const open: Access[] = [];
  const start = async (service = 'registry', isOn = true) => {
    const tokens = { service, issuer: 'registry', sealingKeys: [Buffer.alloc(32, 1)], refreshTokens: isOn };
    const started = await createAccess({ store, tokens });
    open.push(started);
    return started;
  };
  const signIn = (secret: string, replica = access) => replica.refreshTokens?.signIn({ secret, ...from });
  const create = async () => (await refreshTokens.create(ada, from)) ?? '';
  beforeEach(async () => {
    now = Date.now();
    store = new MemoryAccessStore({ now: () => now });
    access = await start();
    if (access.refreshTokens === undefined) throw new Error('there are no refresh tokens');
    refreshTokens = access.refreshTokens;
    await access.administration.users.put(operator, 'ada', {});
  });
  afterEach(() => Promise.all(open.splice(0).map((each) => each.close())));

  it('[A25] are off unless they are switched on', async () => {
    expect((await start('registry', false)).refreshTokens).toBeUndefined();
  });

  it('[A26] sign their user in many times, on each replica, and are stored as a hash', async () => {
    const secret = await create();
    expect(secret).toMatch(/^ldi_[0-9A-Za-z]{46}$/);
    const other = await start();
    for (const replica of [access, other, access])
      expect(await signIn(secret, replica)).toMatchObject({ outcome: 'signed-in', identity: ada });
    const stored = await store.sessions.list({ limit: 10 });
    expect(stored.items).toMatchObject([{ user: 'ada', address: '192.0.2.1', userAgent: 'docker/28' }]);
    expect(JSON.stringify(stored)).not.toContain(secret);
  });

  it.each([
    ['a robot', { kind: 'robot', name: 'ci' } as const],
    ['a personal access token', { ...ada, credential: 'id' }],
    ['an anonymous client', { kind: 'anonymous' } as const],
  ])('are not made for %s', async (_, identity) => {
    expect(await refreshTokens.create(identity, from)).toBeUndefined();
  });

  it('[A27] are for one service', async () => {
    const secret = await create();
    expect(await signIn(secret, await start('another'))).toEqual({ outcome: 'refused' });
  });

  it.each<[string, () => Promise<unknown>]>([
    ['when the password changes', () => access.administration.passwords.set(operator, 'ada', 'a new password of ada')],
    ['when the user is disabled', () => access.administration.users.put(operator, 'ada', { isDisabled: true })],
    ['when the user is deleted', () => access.administration.users.delete(operator, 'ada')],
    ['when the user ends all sessions', () => access.administration.users.endSessions(operator, 'ada')],
    [
      'when its session is ended',
      async () => {
        const { items } = await access.administration.sessions.list(operator, { user: 'ada', limit: 1 });
        await access.administration.sessions.end(operator, items[0]?.id ?? '');
      },
    ],
    [
      'after 30 days without use',
      async () => {
        now += 30 * day;
      },
    ],
  ])('[A27] end %s', async (_, change) => {
    const secret = await create();
    now += 1000;
    await change();
    for (const replica of [access, await start()])
      expect(await signIn(secret, replica)).toEqual({ outcome: 'refused' });
  });

  it('end after 90 days, although they are used', async () => {
    const secret = await create();
    for (let days = 29; days < 90; days += 29) {
      now += 29 * day;
      expect(await signIn(secret)).toMatchObject({ outcome: 'signed-in' });
    }
    now += 4 * day;
    expect(await signIn(secret)).toEqual({ outcome: 'refused' });
  });

  it('end if the user gets more than 100: the least recently used one first', async () => {
    const made: string[] = [];
    for (const replica of [await start(), await start()])
      for (let number = 0; number < 50; number += 1) {
        now += 1000;
        made.push((await replica.refreshTokens?.create(ada, from)) ?? '');
      }
    const [first = '', second = '', third = ''] = made;
    now += 60_000;
    expect(await signIn(first)).toMatchObject({ outcome: 'signed-in' });
    made.push(await create());
    expect(await signIn(second)).toEqual({ outcome: 'refused' });
    for (const kept of [first, third, made.at(-1) ?? '']) expect(await signIn(kept)).toMatchObject({ identity: ada });
    expect((await store.sessions.list({ limit: 1000 })).items).toHaveLength(100);
  });

  it('are made at most 60 times a minute for a user, each with one entry of the audit', async () => {
    const made = await Promise.all(Array.from({ length: 90 }, () => refreshTokens.create(ada, from)));
    expect(made.filter((secret) => secret !== undefined)).toHaveLength(60);
    expect(await refreshTokens.create({ kind: 'user', name: 'ben' }, from)).toBeDefined();
    await access.audit.flush();
    const { items } = await store.audit.read({ limit: 1000, filter: { action: 'session.created', actor: 'ada' } });
    const { items: sessions } = await store.sessions.list({ limit: 1000, user: 'ada' });
    expect(items.map(({ target }) => target).sort()).toEqual(sessions.map(({ id }) => id).sort());
    expect(items).toHaveLength(60);
  });

  it('are not accepted as passwords or secrets of browsers, and those are not accepted as refresh tokens', async () => {
    const secret = await create();
    expect(await access.signIn.signIn({ name: 'ada', secret, ...from })).toEqual({ outcome: 'refused' });
    expect(await access.sessions.use(secret)).toBeUndefined();
    const browser = await access.sessions.create(ada, from.client);
    expect(await signIn(browser.secret)).toEqual({ outcome: 'refused' });
    const { secret: personal } = await access.administration.personalTokens.create(operator, 'ada', {
      description: 'ci',
    });
    expect(await signIn(personal)).toEqual({ outcome: 'refused' });
  });

  it('are limited if many are wrong, but a right one always passes', async () => {
    const secret = await create();
    for (let number = 0; number < 20; number += 1)
      expect(await signIn(makeSecret('refresh'))).toEqual({ outcome: 'refused' });
    expect(await signIn(makeSecret('refresh'))).toMatchObject({ outcome: 'limited' });
    expect(await signIn(secret)).toMatchObject({ outcome: 'signed-in' });
  });

  it('are in the audit when they are made and used, without the secret', async () => {
    const secret = await create();
    await signIn(secret);
    await signIn(makeSecret('refresh'));
    await access.audit.flush();
    const { items } = await store.audit.read({ limit: 10 });
    const actor = { kind: 'user', name: 'ada' };
    expect(items.filter(({ requestId }) => requestId === 'r1').reverse()).toMatchObject([
      { action: 'session.created', actor, outcome: 'done', address: '192.0.2.1' },
      { action: 'sign-in', actor, outcome: 'done' },
      { action: 'sign-in.refused', outcome: 'refused' },
    ]);
    expect(JSON.stringify(items)).not.toContain(secret);
  });
});
