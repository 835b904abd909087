import { operator } from '../../src/administration/administration-context.js';
import type { RuleInput } from '../../src/administration/input/inputs.js';
import { administrationOf, as, codeOf, inSession } from '../support/administration.js';

const inTeam: RuleInput = { effect: 'allow', who: ['user:bob'], where: ['team/app'], what: ['pull'] };

describe('a rule', () => {
  it('is managed by actors with the right "admin" on all of its patterns', async () => {
    const { administration, close } = await administrationOf();
    const { rules } = administration;
    const own = await rules.create(as('alice'), inTeam);
    const mixed = await rules.create(operator, { ...inTeam, where: ['team/app', 'other/app'] });
    expect((await rules.list(as('alice'), { limit: 10 })).items.map(({ id }) => id)).toContain(own.id);
    expect((await rules.list(as('alice'), { limit: 10 })).items.map(({ id }) => id)).not.toContain(mixed.id);
    for (const attempt of [
      rules.get(as('alice'), mixed.id),
      rules.delete(as('alice'), mixed.id),
      rules.replace(as('alice'), mixed.id, inTeam),
      rules.get(as('bob'), own.id),
      rules.delete(as('bob'), own.id),
    ])
      expect(await codeOf(attempt)).toBe('NOT_FOUND');
    expect(await codeOf(rules.delete(as('alice'), own.id))).toBe('done');
    await close();
  });

  it.each<[string, Partial<RuleInput>]>([
    ['everything', { where: ['**'] }],
    ['one pattern of two', { where: ['team/app', 'other/app'] }],
    ['a wider pattern', { where: ['*/app'] }],
    ['the own place of every user', { where: ['{user}/**'] }],
  ])('[A79] gives nothing beyond the rights of who writes it: %s', async (_, change) => {
    const { administration, close } = await administrationOf();
    const { rules } = administration;
    const own = await rules.create(as('alice'), inTeam);
    expect(await codeOf(rules.create(as('alice'), { ...inTeam, ...change }))).toBe('FORBIDDEN');
    expect(await codeOf(rules.replace(as('alice'), own.id, { ...inTeam, ...change }))).toBe('FORBIDDEN');
    await close();
  });

  it('[A79] cannot be lifted or circumvented by those whom it denies something', async () => {
    const { administration, allow, close } = await administrationOf();
    const { rules } = administration;
    const denial = await allow({ effect: 'deny', who: ['user:alice'], where: ['team/secret/**'], what: ['pull'] });
    const everything: RuleInput = { ...inTeam, who: ['user:alice'], where: ['team/**'] };
    expect(await codeOf(rules.delete(as('alice'), denial.id))).toBe('FORBIDDEN');
    expect(await codeOf(rules.create(as('alice'), everything))).toBe('FORBIDDEN');
    expect(await codeOf(rules.create(as('alice'), { ...everything, what: ['admin'] }))).toBe('FORBIDDEN');
    expect(await codeOf(rules.create(as('alice'), { ...everything, where: ['team/app'] }))).toBe('done');
    await close();
  });

  it.each([`team/${'*/'.repeat(15)}a`, 'team/**/a/**/b/**/c/**'])(
    'has no pattern that makes decisions slow: %s',
    async (where) => {
      const { administration, close } = await administrationOf();
      expect(await codeOf(administration.rules.create(as('alice'), { ...inTeam, where: [where] }))).toBe('INVALID');
      await close();
    },
  );

  it('of a condition gives no right to manage', async () => {
    const { administration, allow, close } = await administrationOf();
    await allow({ who: ['user:bob'], where: ['lab/**'], what: ['admin'], when: { addresses: ['10.0.0.0/8'] } });
    expect(await codeOf(administration.rules.create(as('bob'), { ...inTeam, where: ['lab/a'] }))).toBe('FORBIDDEN');
    await close();
  });

  it('[A105] of a file is seen, and not changed', async () => {
    const rule = { id: 'file:0', effect: 'allow', who: ['anonymous'], where: ['public/**'], what: ['pull'] } as const;
    const { administration, close } = await administrationOf({ files: { rules: [rule] } });
    const { rules } = administration;
    expect(await rules.listOfFiles(as('root'))).toEqual([rule]);
    expect(await rules.listOfFiles(as('alice'))).toEqual([]);
    expect(await codeOf(rules.delete(as('root'), 'file:0'))).toBe('READ_ONLY');
    expect(await codeOf(rules.replace(as('root'), 'file:0', inTeam))).toBe('READ_ONLY');
    await close();
  });

  it('is not replaced if it was changed meanwhile', async () => {
    const { administration, close } = await administrationOf();
    const { rules } = administration;
    const { id, version } = await rules.create(as('alice'), inTeam);
    expect((await rules.replace(as('alice'), id, { ...inTeam, what: ['push'] }, version)).version).toBe(version + 1);
    expect(await codeOf(rules.replace(as('alice'), id, inTeam, version))).toBe('STALE');
    expect(await codeOf(rules.delete(as('alice'), id, version))).toBe('STALE');
    await close();
  });

  it('needs a recent sign-in in a session', async () => {
    const { administration, clock, close } = await administrationOf();
    const { rules } = administration;
    const late = inSession('alice', { now: clock.now, minutes: 11 });
    const recent = inSession('alice', { now: clock.now, minutes: 9 });
    expect(await codeOf(rules.create(late, inTeam))).toBe('RECENT_SIGN_IN_NEEDED');
    expect(await codeOf(rules.create(recent, inTeam))).toBe('done');
    await close();
  });

  it.each<[string, string, unknown]>([
    ['an unknown member', 'isAdmin', { ...inTeam, isAdmin: true }],
    ['a wrong pattern', 'where.0', { ...inTeam, where: ['Team/**'] }],
    ['a wrong right', 'what.0', { ...inTeam, what: ['read'] }],
    ['a wrong subject', 'who.0', { ...inTeam, who: ['bob'] }],
    ['no subject', 'who', { ...inTeam, who: [] }],
    ['a wrong range', 'when.addresses.0', { ...inTeam, when: { addresses: ['10.0.0.0/33'] } }],
  ])('is refused with the name of the member for %s', async (_, member, input) => {
    const { administration, close } = await administrationOf();
    const attempt = async () => administration.rules.create(as('alice'), input as RuleInput);
    await expect(attempt()).rejects.toMatchObject({ code: 'INVALID', member });
    await close();
  });

  it('[A110] has one row in the audit for its change, with what changed and who did it', async () => {
    const { administration, entries, close } = await administrationOf();
    const rule = await administration.rules.create(as('alice'), inTeam);
    await administration.rules.replace(as('alice'), rule.id, { ...inTeam, what: ['push'] });
    expect((await entries('rule.created'))[0]).toMatchObject({ target: rule.id, actor: { name: 'alice' } });
    expect(await entries('rule.changed')).toMatchObject([
      {
        actor: { kind: 'user', name: 'alice' },
        target: rule.id,
        address: '192.0.2.1',
        requestId: 'request-1',
        detail: { changed: { what: { from: ['pull'], to: ['push'] } } },
      },
    ]);
    await close();
  });
});

describe('the rules for a part of the registry', () => {
  it('are at most 1,000, unless an administrator adds more', async () => {
    const { administration, store, close } = await administrationOf();
    const rule = { effect: 'allow', who: ['user:bob'], where: ['team/app'], what: ['pull'] } as const;
    const input = { ...rule, who: [...rule.who], where: [...rule.where], what: [...rule.what] };
    await store.change(async ({ rules }) => {
      for (let count = 1; count < 1000; count += 1) await rules.insert({ ...rule, where: [`team/app-${count}`] });
    });
    // Alice also manages the rule that makes her the administrator of the part.
    expect(await codeOf(administration.rules.create(as('alice'), input))).toBe('LIMIT');
    const { id } = await administration.rules.create(as('root'), input);
    expect(await codeOf(administration.rules.replace(as('alice'), id, input))).toBe('done');
    await close();
  });
});

describe('the times of a rule', () => {
  it('must be in order', async () => {
    const { administration, close } = await administrationOf();
    const when = { notBefore: '2026-12-31T00:00:00Z', notAfter: '2026-12-30T00:00:00Z' };
    const rule = { effect: 'allow' as const, who: ['user:bob'], where: ['x'], what: ['pull' as const] };
    await expect(administration.rules.create(operator, { ...rule, when })).rejects.toMatchObject({
      code: 'INVALID',
      member: 'when.notAfter',
    });
    await administration.rules.create(operator, { ...rule, when: { ...when, notAfter: when.notBefore } });
    await close();
  });
});
