import { type NamedIdentity, parseRepositoryName } from '@lading/core';
import { MemoryAccessStore } from '@lading/storage';
import type { Access } from '../../src/access.js';
import { operator } from '../../src/administration/administration-context.js';
import { createAccess } from '../../src/create-access.js';
import { ownService } from '../support/own-service.js';

const minute = 60_000;
const day = 24 * 60 * minute;
const client = { address: '192.0.2.1' };
const tokens = { service: 'registry', issuer: 'https://registry.example.com', sealingKeys: [new Uint8Array(32)] };
const alice: NamedIdentity = { kind: 'user', name: 'alice' };

describe.each([
  ['an hour behind', 60 * minute],
  ['an hour ahead of', -60 * minute],
])('a process whose clock is %s that of the store', (_, skew) => {
  let ahead: number;
  let access: Access;
  const now = () => Date.now() + ahead;
  const at = (milliseconds: number) => new Date(now() + milliseconds);
  const pass = async (milliseconds: number) => {
    ahead += milliseconds;
    await access.live.refresh();
  };

  beforeEach(async () => {
    ahead = skew;
    access = await createAccess({ store: new MemoryAccessStore({ now }), tokens });
    await access.administration.users.put(operator, 'alice', {});
  });
  afterEach(() => access.close());

  const tokenOf = async (identity: NamedIdentity) =>
    (await ownService(access).issue({ identity, address: client.address, scopes: [] })).token;
  const outcomeOf = async (token: string) => (await access.tokens.verify(token)).outcome;
  const signIn = async (name: string, secret: string) => (await access.signIn.signIn({ name, secret, client })).outcome;

  it.each([
    ['a new password', () => access.administration.passwords.set(operator, 'alice', 'a long password')],
    ['the end of all sessions', () => access.administration.users.endSessions(operator, 'alice')],
    [
      'a new first administrator',
      () => access.administration.createFirstAdministrator({ name: 'alice', password: 'a long password', force: true }),
    ],
  ])('ends the tokens from before %s, and no later ones', async (_, change) => {
    const before = await tokenOf(alice);
    expect(await outcomeOf(before)).toBe('valid');
    await pass(1000);
    await change();
    await pass(1000);
    expect(await outcomeOf(before)).toBe('invalid');
    expect(await outcomeOf(await tokenOf(alice))).toBe('valid');
  });

  it('lets a session begin after a user was enabled again', async () => {
    await access.administration.users.put(operator, 'alice', { isDisabled: true });
    await access.administration.users.put(operator, 'alice', {});
    await pass(1000);
    const { secret } = await access.sessions.create(alice, client);
    expect(await access.sessions.use(secret)).toBeDefined();
  });

  it('ends a credential when the store says so', async () => {
    const { personalTokens } = access.administration;
    const { secret } = await personalTokens.create(operator, 'alice', { description: 'x', expiresAt: at(30 * minute) });
    expect(await signIn('alice', secret)).toBe('signed-in');
    await pass(29 * minute);
    expect(await signIn('alice', secret)).toBe('signed-in');
    await pass(2 * minute);
    expect(await signIn('alice', secret)).toBe('refused');
    const late = personalTokens.create(operator, 'alice', { description: 'x', expiresAt: at(-minute) });
    await expect(late).rejects.toMatchObject({ code: 'INVALID' });
  });

  it('makes credentials that last 90 days by the clock of the store', async () => {
    const { credential } = await access.administration.personalTokens.create(operator, 'alice', { description: 'x' });
    const life = (credential.expiresAt as Date).getTime() - credential.createdAt.getTime();
    expect(life).toBe(90 * day);
    expect(Math.abs(credential.createdAt.getTime() - now())).toBeLessThan(minute);
  });

  it('ends a robot when the store says so', async () => {
    const { robots, robotSecrets } = access.administration;
    await robots.put(operator, 'ci', { namespace: 'team/**', expiresAt: at(30 * minute) });
    const { secret } = await robotSecrets.create(operator, 'ci', { description: 'x' });
    expect(await signIn('ci', secret)).toBe('signed-in');
    await pass(31 * minute);
    expect(await signIn('ci', secret)).toBe('refused');
  });

  it('applies a rule for as long as the clock of the store is within its times', async () => {
    const when = { notBefore: at(-minute), notAfter: at(30 * minute) };
    const rule = { effect: 'allow', who: ['user:alice'], where: ['team/**'], what: ['pull'], when } as const;
    await access.administration.rules.create(operator, {
      ...rule,
      who: [...rule.who],
      where: ['team/**'],
      what: ['pull'],
    });
    const isAllowed = () =>
      access.live.view.decide({
        identity: alice,
        repository: parseRepositoryName('team/app'),
        right: 'pull',
        address: client.address,
      }).isAllowed;
    expect(isAllowed()).toBe(true);
    await pass(31 * minute);
    expect(isAllowed()).toBe(false);
  });

  it('treats the sign-in of a new session as recent, and the sign-in of an old session as not recent', async () => {
    const { session } = await access.sessions.create(alice, client);
    const context = { identity: alice, session: { id: session.id, signedInAt: session.createdAt } };
    const create = () => access.administration.personalTokens.create(context, 'alice', { description: 'x' });
    expect((await create()).credential.description).toBe('x');
    await pass(11 * minute);
    await expect(create()).rejects.toMatchObject({ code: 'RECENT_SIGN_IN_NEEDED' });
  });
});
