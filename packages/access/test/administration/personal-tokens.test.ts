import { operator } from '../../src/administration/administration-context.js';
import { administrationOf, as, codeOf, inSession } from '../support/administration.js';

const description = 'laptop';

describe('a personal access token', () => {
  it('is managed by its owner and by administrators', async () => {
    const { administration, close } = await administrationOf();
    const { personalTokens } = administration;
    const { credential, secret } = await personalTokens.create(as('bob'), 'bob', { description });
    expect(secret).toMatch(/^personal secret/);
    expect((await personalTokens.list(as('root'), 'bob')).map(({ id }) => id)).toEqual([credential.id]);
    for (const attempt of [
      personalTokens.list(as('alice'), 'bob'),
      personalTokens.get(as('alice'), credential.id),
      personalTokens.revoke(as('alice'), credential.id),
      personalTokens.create(as('alice'), 'bob', { description }),
      personalTokens.create(as('root'), 'absent', { description }),
    ])
      expect(await codeOf(attempt)).toBe('NOT_FOUND');
    await personalTokens.revoke(as('bob'), credential.id);
    expect((await personalTokens.get(as('bob'), credential.id)).revokedAt).toBeDefined();
    await close();
  });

  it('expires in 90 days unless another time in the future is given', async () => {
    const { administration, clock, close } = await administrationOf();
    const { personalTokens } = administration;
    const after = (days: number) => new Date(clock.now.getTime() + days * 24 * 60 * 60 * 1000);
    const plain = await personalTokens.create(as('bob'), 'bob', { description });
    expect(plain.credential.expiresAt).toEqual(after(90));
    const longer = await personalTokens.create(as('bob'), 'bob', { description, expiresAt: after(200).toISOString() });
    expect(longer.credential.expiresAt).toEqual(after(200));
    expect(await codeOf(personalTokens.create(as('bob'), 'bob', { description, expiresAt: after(-1) }))).toBe(
      'INVALID',
    );
    await close();
  });

  it('is one of at most 100 of a user that are neither revoked nor expired', async () => {
    const { administration, clock, store, close } = await administrationOf();
    const { personalTokens } = administration;
    const create = (user = 'bob') => codeOf(personalTokens.create(as(user), user, { description }));
    const { credential } = await personalTokens.create(as('bob'), 'bob', { description });
    await store.change(async ({ credentials }) => {
      for (let count = 2; count <= 100; count += 1)
        await credentials.insert({
          owner: { kind: 'user', name: 'bob' },
          description,
          secretHash: `hash ${count}`,
          hint: 'wxyz',
          expiresAt: count === 2 ? new Date(clock.now.getTime() + 60_000) : undefined,
        });
    });
    expect(await create()).toBe('LIMIT');
    expect(await codeOf(personalTokens.create(as('root'), 'bob', { description }))).toBe('LIMIT');
    expect(await create('alice')).toBe('done');
    await personalTokens.revoke(as('bob'), credential.id);
    expect([await create(), await create()]).toEqual(['done', 'LIMIT']);
    clock.now = new Date(clock.now.getTime() + 120_000);
    expect([await create(), await create()]).toEqual(['done', 'LIMIT']);
    await close();
  });

  it('has no scopes that make decisions slow', async () => {
    const { administration, close } = await administrationOf();
    const create = (where: string[], times: number) =>
      administration.personalTokens.create(as('bob'), 'bob', {
        description,
        scopes: Array.from({ length: times }, () => ({ where, what: ['pull' as const] })),
      });
    const names = Array.from({ length: 50 }, (_, at) => `team/${at}`);
    expect(await codeOf(create(names, 2))).toBe('done');
    expect(await codeOf(create(names, 3))).toBe('INVALID');
    expect(await codeOf(create(['**/a/**/b/**/c/**'], 1))).toBe('INVALID');
    await close();
  });

  it('[A78] shows its secret once: neither lists nor the audit contain it', async () => {
    const { administration, entries, close } = await administrationOf();
    const { personalTokens } = administration;
    const { secret, credential } = await personalTokens.create(as('bob'), 'bob', { description });
    const seen = JSON.stringify([
      credential,
      await personalTokens.list(as('bob'), 'bob'),
      await personalTokens.get(as('bob'), credential.id),
      await entries(),
    ]);
    expect(seen).not.toContain(secret);
    expect(seen).not.toContain('hash of');
    await close();
  });

  it('[A62] makes no token that does more or lives longer than itself', async () => {
    const { administration, clock, close } = await administrationOf();
    const { personalTokens } = administration;
    const expiresAt = new Date(clock.now.getTime() + 60 * 60 * 1000);
    const scopes = [{ where: ['team/**'], what: ['pull' as const] }];
    const { credential } = await personalTokens.create(as('bob'), 'bob', { description, scopes, expiresAt });
    const withToken = as('bob', { credential: credential.id });
    const create = (more: object) =>
      codeOf(personalTokens.create(withToken, 'bob', { description, expiresAt, ...more }));
    expect(await create({})).toBe('FORBIDDEN');
    expect(await create({ scopes: [{ where: ['team/**'], what: ['push'] }] })).toBe('FORBIDDEN');
    expect(await create({ scopes: [{ where: ['**'], what: ['pull'] }] })).toBe('FORBIDDEN');
    const later = new Date(expiresAt.getTime() + 1000);
    expect(await create({ scopes, expiresAt: later })).toBe('FORBIDDEN');
    const unsaid = await personalTokens.create(withToken, 'bob', { description, scopes });
    expect(unsaid.credential.expiresAt).toEqual(expiresAt);
    expect(await create({ scopes: [{ where: ['team/app'], what: ['list'] }] })).toBe('done');
    await close();
  });

  it('[A62] limits what an administrator may do with it', async () => {
    const { administration, close } = await administrationOf();
    const scopes = [{ where: ['team/**'], what: ['admin' as const] }];
    const { credential } = await administration.personalTokens.create(as('root'), 'root', { description, scopes });
    const withToken = as('root', { credential: credential.id });
    expect(await codeOf(administration.users.put(withToken, 'carol', {}))).toBe('FORBIDDEN');
    expect(await codeOf(administration.robots.put(withToken, 'a', { namespace: 'other/**' }))).toBe('FORBIDDEN');
    expect(await codeOf(administration.robots.put(withToken, 'a', { namespace: 'team/**' }))).toBe('done');
    await administration.personalTokens.revoke(operator, credential.id);
    expect(await codeOf(administration.robots.get(withToken, 'a'))).toBe('NOT_FOUND');
    await close();
  });

  it('needs a recent sign-in in a session', async () => {
    const { administration, clock, close } = await administrationOf();
    const create = (minutes: number) =>
      codeOf(
        (async () =>
          administration.personalTokens.create(inSession('bob', { now: clock.now, minutes }), 'bob', {
            description,
          }))(),
      );
    expect([await create(11), await create(9)]).toEqual(['RECENT_SIGN_IN_NEEDED', 'done']);
    await close();
  });
});
