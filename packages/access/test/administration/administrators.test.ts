import { operator } from '../../src/administration/administration-context.js';
import { administrationOf, as, codeOf } from '../support/administration.js';

describe('the first administrator', () => {
  it('may do everything, and is created once', async () => {
    const { administration, close } = await administrationOf();
    expect((await administration.rightsOf(as('root'))).isAdministrator).toBe(true);
    const again = { name: 'second', password: 'another long password' };
    expect(await codeOf(administration.createFirstAdministrator(again))).toBe('TAKEN');
    await administration.createFirstAdministrator({ ...again, force: true });
    expect((await administration.rightsOf(as('second'))).isAdministrator).toBe(true);
    await close();
  });

  it('gets back in by force, with a new password', async () => {
    const { administration, store, close } = await administrationOf();
    await administration.createFirstAdministrator({ name: 'root', password: 'the second password', force: true });
    expect((await store.users.findByName('root'))?.passwordHash).toBe('hash of the second password');
    await close();
  });

  it('cannot have the name of a user of the htpasswd file', async () => {
    const { administration, close } = await administrationOf({ files: { users: new Set(['carol']) } });
    const carol = { name: 'carol', password: 'a long password', force: true };
    expect(await codeOf(administration.createFirstAdministrator(carol))).toBe('TAKEN');
    await close();
  });
});

describe('the last administrator', () => {
  it('[A105] cannot be deleted, disabled or lose the rule', async () => {
    const { administration, store, close } = await administrationOf();
    const { users, rules } = administration;
    const rule = (await store.rules.list({ limit: 10 })).items.find(({ who }) => who.includes('user:root'));
    const denial = { effect: 'deny', who: ['user:root'], where: ['**'], what: ['admin'] } as const;
    const attempts = [
      users.delete(as('root'), 'root'),
      users.put(as('root'), 'root', { isDisabled: true }),
      rules.delete(as('root'), rule?.id ?? ''),
      rules.replace(as('root'), rule?.id ?? '', { effect: 'allow', who: ['user:root'], where: ['*'], what: ['admin'] }),
      rules.create(as('root'), { ...denial, who: [...denial.who], where: [...denial.where], what: [...denial.what] }),
      users.delete(operator, 'root'),
    ];
    for (const attempt of attempts) expect(await codeOf(attempt)).toBe('LAST_ADMINISTRATOR');
    expect((await store.users.findByName('root'))?.isDisabled).toBe(false);
    await close();
  });

  it('[A105] is also the one whose group has the right', async () => {
    const { administration, allow, close } = await administrationOf();
    await administration.groups.put(operator, 'admins', { members: ['bob'] });
    await allow({ who: ['group:admins'], where: ['**'], what: ['admin'] });
    await administration.users.delete(operator, 'root');
    for (const attempt of [
      administration.groups.delete(as('bob'), 'admins'),
      administration.groups.put(as('bob'), 'admins', { members: [] }),
    ])
      expect(await codeOf(attempt)).toBe('LAST_ADMINISTRATOR');
    await close();
  });

  it('can go when a file names another one', async () => {
    const rule = { id: 'file:0', effect: 'allow', who: ['user:carol'], where: ['**'], what: ['admin'] } as const;
    const { administration, close } = await administrationOf({ files: { users: new Set(['carol']), rules: [rule] } });
    expect(await codeOf(administration.users.delete(as('carol'), 'root'))).toBe('done');
    await close();
  });

  it('stays when two remove each other at once', async () => {
    const { administration, allow, close } = await administrationOf();
    await allow({ who: ['user:bob'], where: ['**'], what: ['admin'] });
    const codes = await Promise.all([
      codeOf(administration.users.delete(as('root'), 'bob')),
      codeOf(administration.users.delete(as('bob'), 'root')),
    ]);
    expect(codes.filter((code) => code === 'done')).toHaveLength(1);
    await close();
  });
});
