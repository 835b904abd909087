import type { NamedIdentity } from '@lading/core';
import { BrowserSessions } from '../../src/session/browser-sessions.js';
import { SignInSetting } from '../support/sign-in-setting.js';

const alice: NamedIdentity = { kind: 'user', name: 'alice' };
const client = { address: '192.0.2.1', userAgent: 'Firefox/150' };
const hour = 60 * 60_000;

describe('BrowserSessions', () => {
  let setting: SignInSetting;
  let sessions: BrowserSessions;
  const replica = async () => new BrowserSessions({ store: setting.store.sessions, live: await setting.live() });
  beforeEach(async () => {
    setting = new SignInSetting();
    await setting.addUser('alice');
    sessions = await replica();
  });
  afterEach(() => setting.end());

  it('[A109] makes a session with a new secret each time, which is stored as a hash', async () => {
    const [one, two] = [await sessions.create(alice, client), await sessions.create(alice, client)];
    expect(one.secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(one.secret).not.toBe(two.secret);
    expect(one.session).toMatchObject({ user: 'alice', address: '192.0.2.1', userAgent: 'Firefox/150' });
    expect(one.session).not.toHaveProperty('secretHash');
    const stored = await setting.store.sessions.list({ limit: 10 });
    expect(JSON.stringify(stored)).not.toContain(one.secret);
  });

  it('begins at most 600 sessions of a user in a minute', async () => {
    for (let number = 0; number < 600; number += 1) await sessions.create(alice, client);
    await expect(sessions.create(alice, client)).rejects.toMatchObject({ code: 'TOOMANYREQUESTS' });
    expect((await setting.store.sessions.list({ limit: 1000 })).items).toHaveLength(100);
    await sessions.create({ kind: 'user', name: 'bob' }, client);
  });

  it('ends the least recently used session of a user when the 101st begins', async () => {
    const begun: string[] = [];
    for (const begins of [await replica(), await replica()])
      for (let number = 0; number < 50; number += 1) {
        setting.now += 1000;
        begun.push((await begins.create(alice, client)).secret);
      }
    const [first = '', second = '', third = ''] = begun;
    setting.now += 60_000;
    expect(await sessions.use(first)).toBeDefined();
    begun.push((await sessions.create(alice, client)).secret);
    expect(await sessions.use(second)).toBeUndefined();
    for (const kept of [first, third, begun.at(-1) ?? '']) expect(await sessions.use(kept)).toBeDefined();
    expect((await setting.store.sessions.list({ limit: 1000 })).items).toHaveLength(100);
  });

  it('tells on every replica whose a session is', async () => {
    const { secret, session } = await sessions.create(alice, client);
    const used = await (await replica()).use(secret);
    expect(used).toMatchObject({ identity: { kind: 'user', name: 'alice' }, session: { id: session.id } });
    expect(used?.session).not.toHaveProperty('secretHash');
  });

  it('knows no session of another or a wrong secret', async () => {
    const { secret } = await sessions.create(alice, client);
    for (const text of ['', 'x', `${secret}x`, `${secret.slice(1)}${secret[0]}`, '\0'.repeat(43)])
      expect(await sessions.use(text)).toBeUndefined();
  });

  it('ends a session that was not used for 8 hours', async () => {
    const { secret } = await sessions.create(alice, client);
    setting.now += 8 * hour - 1;
    expect(await sessions.use(secret)).toBeDefined();
    setting.now += 8 * hour;
    expect(await sessions.use(secret)).toBeUndefined();
  });

  it('ends a session after 24 hours, although it is used', async () => {
    const { secret } = await sessions.create(alice, client);
    for (let hours = 1; hours < 24; hours += 1) {
      setting.now += hour;
      expect(await sessions.use(secret)).toBeDefined();
    }
    setting.now += hour;
    expect(await sessions.use(secret)).toBeUndefined();
  });

  it('[A109] ends a session on every replica', async () => {
    const [one, two] = [await sessions.create(alice, client), await sessions.create(alice, client)];
    const other = await replica();
    expect(await sessions.end(one.session.id)).toBe(true);
    expect(await other.use(one.secret)).toBeUndefined();
    expect(await other.use(two.secret)).toBeDefined();
  });

  it.each([
    ['is disabled', { isDisabled: true }],
    ['has ended what is older', { notBefore: new Date(Date.parse('2026-11-01T12:00:01Z')) }],
  ])('does not know a session whose user %s', async (_, change) => {
    const { secret } = await sessions.create(alice, client);
    const live = await setting.live();
    const ofLive = new BrowserSessions({ store: setting.store.sessions, live });
    expect(await ofLive.use(secret)).toBeDefined();
    const user = await setting.store.users.findByName('alice');
    await setting.store.change(async ({ users }) => user && users.replace({ ...user, ...change }));
    await live.refresh();
    expect(await ofLive.use(secret)).toBeUndefined();
  });

  it.each([
    ['a robot', { kind: 'robot', name: 'ci' } as const],
    ['a personal access token', { ...alice, credential: 'id' }],
  ])('[A77] makes no session for %s', async (_, identity) => {
    await expect(sessions.create(identity, client)).rejects.toThrow(TypeError);
  });
});
