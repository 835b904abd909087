import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryAccessStore } from '@lading/storage';
import { bcrypt } from 'hash-wasm';
import { operator } from '../../src/administration/administration-context.js';
import { LoginProvider } from '../../src/testing/index.js';
import { client, entryOf, everyone, type PeopleSetting, peopleSetting } from './setting.js';

let provider: LoginProvider;
const open: PeopleSetting[] = [];

async function start(...parameters: Parameters<typeof peopleSetting>): Promise<PeopleSetting> {
  const setting = await peopleSetting(...parameters);
  open.push(setting);
  return setting;
}

beforeEach(async () => {
  provider = await LoginProvider.start();
  provider.person = { sub: '1', preferred_username: 'ada' };
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((setting) => setting.close()));
  await provider.close();
});

describe('[A85] a person is an issuer and a subject', () => {
  it('so the same name and e-mail address at another issuer are another user', async () => {
    const second = await LoginProvider.start();
    const setting = await start([entryOf(provider), entryOf(second, { name: 'second' })]);
    provider.person = { sub: '1', preferred_username: 'ada', email: 'ada@example.com' };
    second.person = provider.person;
    expect(await setting.who(provider)).toBe('ada');
    expect(await setting.who(second, 'second')).toBe('ada-2');
    provider.person = { ...provider.person, sub: '2' };
    expect(await setting.who(provider)).toBe('ada-3');
    expect(await setting.who(second, 'second')).toBe('ada-2');
    await second.close();
  });

  it('so nobody gets a name that a user, a rule, a group or a credential has', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lading-people-'));
    const htpasswd = join(folder, 'htpasswd');
    const hash = await bcrypt({ password: 'x', salt: Buffer.alloc(16), costFactor: 4, outputType: 'encoded' });
    await writeFile(htpasswd, `filed:${hash}\n`);
    const store = new MemoryAccessStore();
    const rule = { effect: 'allow', where: ['**'], what: ['pull'] } as const;
    await store.change(async ({ users, rules, groups }) => {
      await users.insert({ name: 'known', isDisabled: false });
      await rules.insert({ ...rule, who: ['user:ruled'] });
      await groups.insert({ name: 'dev', members: ['member'] });
    });
    const files = { htpasswd, rules: [{ ...rule, who: ['user:admin'] as const }], groups: { ops: ['operator'] } };
    const setting = await start([entryOf(provider)], { store, files });
    for (const name of ['known', 'ruled', 'member', 'filed', 'admin', 'operator']) {
      provider.person = { sub: name, preferred_username: name };
      expect(await setting.who(provider)).toBe(`${name}-2`);
    }
    await rm(folder, { recursive: true });
  });

  it('so concurrent first sign-ins make one user', async () => {
    const setting = await start([entryOf(provider)]);
    const names = await Promise.all(Array.from({ length: 5 }, () => setting.who(provider)));
    expect(new Set(names)).toEqual(new Set(['ada']));
    expect((await setting.store.users.list({ limit: 10 })).items).toHaveLength(1);
  });

  it.each([
    ['Ada.Lovelace@example.com', 'ada.lovelace'],
    ['Ádá Løvelace', 'ada-l-velace'],
    ['../../admin', 'admin'],
    ['愛', 'user'],
    [undefined, 'user'],
    [['ada'], 'user'],
    ['x'.repeat(300), 'x'.repeat(118)],
  ])('and its name is made from %j', async (claim, name) => {
    provider.person = { sub: '1', preferred_username: claim };
    expect(await (await start([entryOf(provider)])).who(provider)).toBe(name);
  });

  it.each([undefined, '', 42, 'x'.repeat(256), 'a\nb'])('and the subject %j is refused', async (sub) => {
    provider.person = { sub, preferred_username: 'ada' };
    expect(await (await start([entryOf(provider)])).who(provider)).toBe('refused');
  });
});

describe('[A86] the groups of a provider', () => {
  const groupsOf = async (setting: PeopleSetting) => {
    const answer = await setting.signIn(provider);
    return answer.outcome === 'signed-in' ? answer.identity.groups : answer.outcome;
  };

  it('replace the former ones at each sign-in, at every replica', async () => {
    const store = new MemoryAccessStore();
    const [setting, replica] = [
      await start([entryOf(provider)], { store }),
      await start([entryOf(provider)], { store }),
    ];
    provider.person = { ...provider.person, groups: ['dev', 'ops'] };
    expect(await groupsOf(setting)).toEqual(['company:dev', 'company:ops']);
    provider.person = { ...provider.person, groups: ['dev', 'new'] };
    expect(await groupsOf(setting)).toEqual(['company:dev', 'company:new']);
    await replica.access.live.refresh();
    const claim = { kind: 'user', name: 'ada' } as const;
    expect(replica.access.live.view.identify(claim)?.groups).toEqual(['company:dev', 'company:new']);
    provider.person = { sub: '1' };
    expect(await groupsOf(setting)).toEqual([]);
    expect((await setting.entries('user.changed'))[0]?.detail).toEqual({
      changed: { providerGroups: { from: ['company:dev', 'company:new'], to: [] } },
    });
  });

  it('are apart from memberships that administrators have made', async () => {
    const setting = await start([entryOf(provider)]);
    provider.person = { ...provider.person, groups: ['dev'] };
    await setting.signIn(provider);
    await setting.access.administration.groups.put(operator, 'friends', { members: ['ada'] });
    expect(await groupsOf(setting)).toEqual(['friends', 'company:dev']);
    provider.person = { sub: '1' };
    expect(await groupsOf(setting)).toEqual(['friends']);
  });

  it('end when the file loses the provider, its issuer or the mapping', async () => {
    const mapped = entryOf(provider, { groups: { dev: 'developers', ops: 'admins' } });
    const rules = [everyone];
    const setting = await start([mapped], { files: { rules } });
    provider.person = { ...provider.person, groups: ['dev', 'ops'] };
    await setting.signIn(provider);
    const asAda = { identity: { kind: 'user', name: 'ada' } } as const;
    const now = async () => [
      setting.access.live.view.identify(asAda.identity)?.groups,
      (await setting.access.administration.rightsOf(asAda)).isAdministrator,
    ];
    expect(await now()).toEqual([['admins', 'developers'], true]);
    setting.access.replaceFiles({ rules, providers: [{ ...mapped, groups: { dev: 'developers' } }] });
    expect(await now()).toEqual([['developers'], false]);
    for (const providers of [[], [{ ...mapped, issuer: 'https://other.example.com' }]]) {
      setting.access.replaceFiles({ rules, providers });
      expect(await now()).toEqual([[], false]);
    }
    setting.access.replaceFiles({ rules, providers: [mapped] });
    expect(await now()).toEqual([['admins', 'developers'], true]);
  });

  it('are not groups of the registry unless a mapping says so', async () => {
    const rules = [{ effect: 'allow', who: ['group:admins'], where: ['**'], what: ['admin'] }] as const;
    provider.person = { ...provider.person, groups: ['admins', 'registry-admins', 'with space'] };
    const plain = await start([entryOf(provider)], { files: { rules } });
    expect(await groupsOf(plain)).toEqual(['company:admins', 'company:registry-admins']);
    const asAda = { identity: { kind: 'user', name: 'ada' } } as const;
    expect((await plain.access.administration.rightsOf(asAda)).isAdministrator).toBe(false);
    const mapped = await start([entryOf(provider, { groups: { 'registry-admins': 'admins', 'with space': 'dev' } })], {
      files: { rules },
    });
    expect(await groupsOf(mapped)).toEqual(['admins', 'dev']);
    expect((await mapped.access.administration.rightsOf(asAda)).isAdministrator).toBe(true);
    provider.person = { ...provider.person, groups: ['constructor', '__proto__', 'toString'] };
    expect(await groupsOf(mapped)).toEqual([]);
  });

  it('may be in a nested claim, or a single text', async () => {
    const setting = await start([entryOf(provider, { groupsClaim: '/realm_access/roles' })]);
    provider.person = { ...provider.person, realm_access: { roles: 'dev' } };
    expect(await groupsOf(setting)).toEqual(['company:dev']);
    provider.person = { ...provider.person, realm_access: { roles: [{ name: 'dev' }, 1, 'ops'] } };
    expect(await groupsOf(setting)).toEqual(['company:ops']);
  });
});

describe('a person is not let in', () => {
  it('without the required claims', async () => {
    const requiredClaims = { groups: ['staff', 'guests'], email_verified: 'true' };
    const setting = await start([entryOf(provider, { requiredClaims })]);
    expect(await setting.who(provider)).toBe('not-allowed');
    provider.person = { ...provider.person, groups: ['staff'], email_verified: false };
    expect(await setting.who(provider)).toBe('not-allowed');
    expect((await setting.store.users.list({ limit: 1 })).items).toEqual([]);
    expect((await setting.entries('sign-in.refused'))[0]?.detail).toEqual({
      provider: 'company',
      reason: 'a required claim is missing',
      issuer: provider.issuer,
      subject: '1',
    });
    provider.person = { ...provider.person, email_verified: true };
    expect(await setting.who(provider)).toBe('ada');
  });

  it('without a user, if the provider creates none', async () => {
    const setting = await start([entryOf(provider, { createsUsers: false })]);
    expect(await setting.who(provider)).toBe('not-allowed');
    const identity = { issuer: provider.issuer, subject: '1' };
    await setting.access.administration.users.put(operator, 'countess', { identity });
    expect(await setting.who(provider)).toBe('countess');
  });

  it('when the user is disabled, and sessions end as for others', async () => {
    const setting = await start([entryOf(provider)]);
    const { administration, sessions } = setting.access;
    const answer = await setting.signIn(provider);
    if (answer.outcome !== 'signed-in') throw new Error(answer.outcome);
    const { secret } = await sessions.create(answer.identity, client);
    expect((await sessions.use(secret))?.identity.name).toBe('ada');
    await administration.users.put(operator, 'ada', { isDisabled: true });
    expect(await sessions.use(secret)).toBeUndefined();
    provider.person = { ...provider.person, groups: ['new'] };
    expect(await setting.who(provider)).toBe('not-allowed');
    expect((await setting.store.users.findByName('ada'))?.providerGroups).toEqual([]);
    await administration.users.put(operator, 'ada', {});
    expect(await setting.who(provider)).toBe('ada');
  });

  it('when the htpasswd file has got a user of the same name', async () => {
    const setting = await start([entryOf(provider)]);
    provider.person = { ...provider.person, groups: ['dev'] };
    await setting.signIn(provider);
    const folder = await mkdtemp(join(tmpdir(), 'lading-people-'));
    const hash = await bcrypt({ password: 'x', salt: Buffer.alloc(16), costFactor: 4, outputType: 'encoded' });
    await writeFile(join(folder, 'htpasswd'), `ada:${hash}\n`);
    const other = await start([entryOf(provider)], {
      store: setting.store,
      files: { htpasswd: join(folder, 'htpasswd') },
    });
    expect(await other.who(provider)).toBe('not-allowed');
    expect(other.access.live.view.identify({ kind: 'user', name: 'ada' })?.groups).toEqual([]);
    await rm(folder, { recursive: true });
  });
});

describe('the user of a provider', () => {
  it('is linked only after a recent sign-in of the administrator', async () => {
    const setting = await start([entryOf(provider)]);
    const { users, rules } = setting.access.administration;
    await users.put(operator, 'root', {});
    await rules.create(operator, { effect: 'allow', who: ['user:root'], where: ['**'], what: ['admin'] });
    const signedInAt = new Date(Date.now() - 11 * 60 * 1000);
    const asRoot = { identity: { kind: 'user', name: 'root' }, session: { id: 'x', signedInAt } } as const;
    const identity = { issuer: provider.issuer, subject: '1' };
    await users.put(asRoot, 'bob', {});
    await expect(users.put(asRoot, 'bob', { identity })).rejects.toMatchObject({ code: 'RECENT_SIGN_IN_NEEDED' });
  });

  it('has no password, but may have personal access tokens', async () => {
    const setting = await start([entryOf(provider)]);
    const { administration, signIn } = setting.access;
    await setting.signIn(provider);
    const set = administration.passwords.set(operator, 'ada', 'a long new password');
    await expect(set).rejects.toMatchObject({ code: 'READ_ONLY' });
    const force = { name: 'ada', password: 'a long new password', force: true };
    await expect(administration.createFirstAdministrator(force)).rejects.toMatchObject({ code: 'READ_ONLY' });
    const { secret } = await administration.personalTokens.create(operator, 'ada', { description: 'laptop' });
    expect((await signIn.signIn({ name: 'ada', secret, client })).outcome).toBe('signed-in');
  });

  it('keeps its identity when its record is replaced, and loses its password with a new one', async () => {
    const setting = await start([entryOf(provider)]);
    const { users, passwords } = setting.access.administration;
    await users.put(operator, 'bob', {});
    await passwords.set(operator, 'bob', 'a long new password');
    const identity = { issuer: provider.issuer, subject: '1' };
    const { record } = await users.put(operator, 'bob', { identity });
    expect([record.hasPassword, record.identity]).toEqual([false, identity]);
    expect((await users.put(operator, 'bob', { displayName: 'Bob' })).record.identity).toEqual(identity);
    await expect(users.put(operator, 'eve', { identity })).rejects.toMatchObject({ code: 'TAKEN' });
    expect(await setting.who(provider)).toBe('bob');
  });
});
