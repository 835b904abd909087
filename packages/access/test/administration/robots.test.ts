import { parseRepositoryPattern } from '@lading/core';
import { operator } from '../../src/administration/administration-context.js';
import { administrationOf, as, codeOf } from '../support/administration.js';

const description = 'for the tests';

describe('a robot', () => {
  it('is managed by who has the right "admin" on its namespace', async () => {
    const { administration, close } = await administrationOf();
    const { robots, robotSecrets } = administration;
    await robots.put(as('alice'), 'builder', { namespace: 'team/app/**' });
    await robots.put(operator, 'other', { namespace: 'elsewhere/**' });
    expect((await robots.list(as('alice'), { limit: 10 })).items.map(({ name }) => name)).toEqual(['builder']);
    expect((await robots.list(as('root'), { limit: 1 })).hasMore).toBe(true);
    expect((await robots.list(as('bob'), { limit: 10 })).items).toEqual([]);
    for (const name of ['other', 'absent'])
      expect([name, await codeOf(robots.get(as('alice'), name))]).toEqual([name, 'NOT_FOUND']);
    for (const attempt of [
      robots.delete(as('alice'), 'other'),
      robots.put(as('alice'), 'other', { namespace: 'team/**' }),
      robotSecrets.list(as('alice'), 'other'),
      robotSecrets.create(as('alice'), 'other', { description }),
      robots.get(as('bob'), 'builder'),
      robots.put(as('bob'), 'mine', { namespace: 'team/**' }),
    ])
      expect(await codeOf(attempt)).toBe('NOT_FOUND');
    await close();
  });

  it.each(['**', '*/app', 'team', 'team-a/**', 'elsewhere/app'])(
    '[A79] cannot have a namespace beyond the rights of its manager: %s',
    async (namespace) => {
      const { administration, close } = await administrationOf();
      expect(await codeOf(administration.robots.put(as('alice'), 'builder', { namespace }))).toBe('FORBIDDEN');
      await close();
    },
  );

  it('[A79] gives its manager no right that the manager does not have', async () => {
    const { administration, allow, close } = await administrationOf();
    const { robots, robotSecrets } = administration;
    await allow({ who: ['robot:deployer'], where: ['production/**'], what: ['push'] });
    expect(await codeOf(robots.put(as('alice'), 'deployer', { namespace: 'team/**' }))).toBe('FORBIDDEN');
    await robots.put(operator, 'deployer', { namespace: 'team/**' });
    expect(await codeOf(robotSecrets.create(as('alice'), 'deployer', { description }))).toBe('FORBIDDEN');
    expect(await codeOf(robotSecrets.create(as('root'), 'deployer', { description }))).toBe('done');
    await close();
  });

  it('[A76] has two live secrets at most, and a revoked one makes room', async () => {
    const { administration, close } = await administrationOf();
    const { robots, robotSecrets } = administration;
    await robots.put(as('alice'), 'builder', { namespace: 'team/**' });
    const first = await robotSecrets.create(as('alice'), 'builder', { description });
    await robotSecrets.create(as('alice'), 'builder', { description });
    expect(await codeOf(robotSecrets.create(as('alice'), 'builder', { description }))).toBe('LIMIT');
    await robotSecrets.revoke(as('alice'), 'builder', first.credential.id);
    expect(await codeOf(robotSecrets.create(as('alice'), 'builder', { description }))).toBe('done');
    await close();
  });

  it('leaves nothing to a later robot of its name', async () => {
    const { administration, allow, store, close } = await administrationOf();
    const { robots, robotSecrets } = administration;
    await robots.put(operator, 'builder', { namespace: 'team/**' });
    await robotSecrets.create(operator, 'builder', { description });
    await allow({ who: ['robot:builder'], where: ['a/**'], what: ['push'] });
    const shared = await allow({ who: ['robot:builder', 'user:bob'], where: ['b/**'], what: ['push'] });
    await robots.delete(operator, 'builder');
    const state = await store.readState();
    expect(state?.credentials).toEqual([]);
    expect(state?.rules.flatMap(({ who }) => who)).not.toContain('robot:builder');
    expect((await store.rules.find(shared.id))?.who).toEqual(['user:bob']);
    await close();
  });

  it('keeps its secrets out of everything but the answer to their creation', async () => {
    const { administration, entries, close } = await administrationOf();
    const { robots, robotSecrets } = administration;
    await robots.put(as('alice'), 'builder', { namespace: parseRepositoryPattern('team/**') });
    const { secret, credential } = await robotSecrets.create(as('alice'), 'builder', { description });
    expect(secret).toMatch(/^robot secret/);
    const seen = JSON.stringify([credential, await robotSecrets.list(as('alice'), 'builder'), await entries()]);
    expect(seen).not.toContain(secret);
    expect(seen).not.toContain('hash of');
    await close();
  });
});
