import { operator } from '../../src/administration/administration-context.js';
import { administrationOf, as, codeOf, inSession } from '../support/administration.js';

const password = 'the password of bob';

describe('a user', () => {
  it('is managed by administrators alone, and finds only itself', async () => {
    const { administration, close } = await administrationOf();
    const { users, groups } = administration;
    expect((await users.list(as('root'), { limit: 10 })).items.map(({ name }) => name)).toEqual([
      'alice',
      'bob',
      'root',
    ]);
    expect((await users.get(as('bob'), 'bob')).name).toBe('bob');
    for (const name of ['root', 'absent']) expect(await codeOf(users.get(as('bob'), name))).toBe('NOT_FOUND');
    for (const attempt of [
      users.list(as('alice'), { limit: 10 }),
      users.put(as('alice'), 'carol', {}),
      users.put(as('bob'), 'bob', { displayName: 'Bob' }),
      users.delete(as('bob'), 'bob'),
      groups.list(as('alice'), { limit: 10 }),
      groups.put(as('alice'), 'mine', {}),
    ])
      expect(await codeOf(attempt)).toBe('FORBIDDEN');
    await close();
  });

  it('is created or replaced by its name', async () => {
    const { administration, close } = await administrationOf();
    const { users } = administration;
    expect((await users.put(as('root'), 'carol', { displayName: 'Carol' }, 'absent')).isNew).toBe(true);
    expect(await codeOf(users.put(as('root'), 'carol', {}, 'absent'))).toBe('TAKEN');
    const { record, isNew } = await users.put(as('root'), 'carol', { email: 'carol@example.com' });
    expect([isNew, record.displayName, record.email]).toEqual([false, undefined, 'carol@example.com']);
    expect(await codeOf(users.put(as('root'), 'carol', {}, 1))).toBe('STALE');
    await expect(users.put(as('root'), 'Carol', {})).rejects.toMatchObject({ code: 'INVALID' });
    await close();
  });

  it('has one row in the audit for each PUT', async () => {
    const { administration, entries, close } = await administrationOf();
    const before = (await entries()).length;
    await administration.users.put(as('root'), 'carol', { displayName: 'Carol' });
    await administration.users.put(as('root'), 'carol', {});
    const rows = (await entries()).slice(0, -before).map(({ action, target }) => [action, target]);
    expect(rows).toEqual([
      ['user.changed', 'carol'],
      ['user.created', 'carol'],
    ]);
    await close();
  });

  it('has a password that no answer and no audit row contains', async () => {
    const { administration, entries, store, close } = await administrationOf();
    await administration.passwords.set(as('root'), 'bob', password);
    expect((await store.users.findByName('bob'))?.passwordHash).toBe(`hash of ${password}`);
    const user = await administration.users.get(as('root'), 'bob');
    expect(user.hasPassword).toBe(true);
    expect(JSON.stringify([user, await entries()])).not.toContain('hash of');
    expect((await entries('user.changed'))[0]?.detail).toMatchObject({ isNewPassword: true });
    await close();
  });

  it('gets a password when it is created, in one change with one entry of the audit', async () => {
    const { administration, entries, store, close } = await administrationOf();
    const { users } = administration;
    const { record, isNew } = await users.put(as('root'), 'dora', { displayName: 'Dora', password });
    expect([isNew, record]).toMatchObject([true, { name: 'dora', hasPassword: true, version: 1 }]);
    expect((await store.users.findByName('dora'))?.passwordHash).toBe(`hash of ${password}`);
    const ofDora = (await entries()).filter(({ target }) => target === 'dora');
    expect(ofDora).toMatchObject([{ action: 'user.created', detail: { isNewPassword: true } }]);
    expect(JSON.stringify([record, ofDora])).not.toContain(password);
    expect(await codeOf(users.put(as('root'), 'emil', { password: 'short' }))).toBe('INVALID');
    const identity = { issuer: 'https://id.example.com', subject: '1' };
    expect(await codeOf(users.put(as('root'), 'emil', { password, identity }))).toBe('READ_ONLY');
    expect(await store.users.findByName('emil')).toBeUndefined();
    await close();
  });

  it('gets another password when its record is replaced, which ends its sessions, and keeps it otherwise', async () => {
    const { administration, clock, store, close } = await administrationOf();
    const { users } = administration;
    await store.sessions.create({ secretHash: 'a', user: 'bob', kind: 'browser', most: 100, lifeSeconds: 1000 });
    await users.put(as('root'), 'bob', { password });
    expect((await store.sessions.list({ user: 'bob', limit: 10 })).items).toEqual([]);
    await users.put(as('root'), 'bob', { displayName: 'Bob' });
    const record = await store.users.findByName('bob');
    expect(record).toMatchObject({ displayName: 'Bob', passwordHash: `hash of ${password}`, notBefore: clock.now });
    await close();
  });

  it('gets a password with its record only from an administrator who has signed in recently', async () => {
    const { administration, clock, hashed, store, close } = await administrationOf();
    const { users } = administration;
    const at = (name: string, minutes: number) => inSession(name, { now: clock.now, minutes });
    const before = hashed.length;
    expect(await codeOf(users.put(at('bob', 1), 'bob', { password }))).toBe('FORBIDDEN');
    expect(await codeOf(users.put(at('root', 11), 'bob', { password }))).toBe('RECENT_SIGN_IN_NEEDED');
    expect(hashed).toHaveLength(before);
    expect((await store.users.findByName('bob'))?.passwordHash).toBeUndefined();
    expect(await codeOf(users.put(at('root', 1), 'bob', { password }))).toBe('done');
    await close();
  });

  it('sets its own password in a recent session only, which ends all its sessions', async () => {
    const { administration, clock, store, close } = await administrationOf();
    const { passwords } = administration;
    await store.sessions.create({ secretHash: 'a', user: 'bob', kind: 'browser', most: 100, lifeSeconds: 1000 });
    const at = (minutes: number) => inSession('bob', { now: clock.now, minutes });
    expect(await codeOf(passwords.set(as('bob', { credential: 'absent' }), 'bob', password))).toBe(
      'RECENT_SIGN_IN_NEEDED',
    );
    expect(await codeOf(passwords.set(as('bob'), 'bob', password))).toBe('RECENT_SIGN_IN_NEEDED');
    expect(await codeOf(passwords.set(at(11), 'bob', password))).toBe('RECENT_SIGN_IN_NEEDED');
    expect(await codeOf(passwords.set(at(1), 'alice', password))).toBe('NOT_FOUND');
    expect(await codeOf(passwords.set(at(1), 'bob', 'short'))).toBe('INVALID');
    expect(await codeOf(passwords.set(at(1), 'bob', password))).toBe('done');
    expect((await store.users.findByName('bob'))?.notBefore).toEqual(clock.now);
    expect((await store.sessions.list({ user: 'bob', limit: 10 })).items).toEqual([]);
    await close();
  });

  it('leaves nothing to a later user of its name', async () => {
    const { administration, allow, store, close } = await administrationOf();
    await administration.groups.put(operator, 'dev', { members: ['bob', 'alice'] });
    await administration.personalTokens.create(as('bob'), 'bob', { description: 'laptop' });
    await allow({ who: ['user:bob'], where: ['x/**'], what: ['push'] });
    await administration.users.delete(as('root'), 'bob');
    const state = await store.readState();
    expect(state?.credentials).toEqual([]);
    expect(state?.groups.map(({ members }) => members)).toEqual([['alice']]);
    expect(state?.rules.flatMap(({ who }) => who)).not.toContain('user:bob');
    await close();
  });

  it('of the htpasswd file keeps its tokens and rules when its record is deleted', async () => {
    const { administration, allow, store, close } = await administrationOf({ files: { users: new Set(['carol']) } });
    await administration.users.put(operator, 'carol', { displayName: 'Carol' });
    await administration.personalTokens.create(as('carol'), 'carol', { description: 'laptop' });
    const rule = await allow({ who: ['user:carol'], where: ['x/**'], what: ['push'] });
    await administration.users.delete(as('root'), 'carol');
    expect((await store.readState())?.credentials).toHaveLength(1);
    expect(await store.rules.find(rule.id)).toBeDefined();
    await close();
  });

  it('that is disabled may do nothing', async () => {
    const { administration, close } = await administrationOf();
    await administration.users.put(operator, 'alice', { isDisabled: true });
    expect(await codeOf(administration.robots.put(as('alice'), 'builder', { namespace: 'team/**' }))).toBe('NOT_FOUND');
    await close();
  });
});

describe('a session', () => {
  it('is ended by its user and by administrators', async () => {
    const { administration, entries, store, close } = await administrationOf();
    const { sessions, users } = administration;
    const create = (user: string, secretHash: string) =>
      store.sessions.create({ secretHash, user, kind: 'browser', most: 100, lifeSeconds: 1000 });
    const [own, foreign] = [await create('bob', 'a'), await create('alice', 'b')];
    expect(await codeOf(sessions.list(as('bob'), { limit: 10 }))).toBe('FORBIDDEN');
    expect(await codeOf(sessions.list(as('bob'), { user: 'alice', limit: 10 }))).toBe('NOT_FOUND');
    expect(await codeOf(sessions.end(as('bob'), foreign.id))).toBe('NOT_FOUND');
    const seen = await sessions.list(as('bob'), { user: 'bob', limit: 10 });
    expect(seen.items.map(({ id }) => id)).toEqual([own.id]);
    expect(seen.items[0]).not.toHaveProperty('secretHash');
    expect(await codeOf(sessions.end(as('bob'), own.id))).toBe('done');
    expect(await codeOf(users.endSessions(as('root'), 'alice'))).toBe('done');
    expect((await store.sessions.list({ limit: 10 })).items).toEqual([]);
    expect((await entries('session.ended')).map(({ target }) => target)).toEqual(['alice', own.id]);
    await close();
  });
});
