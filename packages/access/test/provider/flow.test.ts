import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryAccessStore } from '@lading/storage';
import { LoginProvider, type LoginProviderFault } from '../../src/testing/index.js';
import { entryOf, type PeopleSetting, peopleSetting } from './setting.js';

let provider: LoginProvider;
let setting: PeopleSetting;

beforeEach(async () => {
  provider = await LoginProvider.start();
  provider.person = { sub: '248289761001', preferred_username: 'Ada', name: 'Ada Lovelace', email: 'ada@example.com' };
  setting = await peopleSetting([entryOf(provider)]);
});
afterEach(async () => {
  await setting.close();
  await provider.close();
});

describe('a sign-in through a provider', () => {
  it('creates the user the first time, and later finds it by issuer and subject', async () => {
    const { outcome, ...more } = await setting.signIn(provider);
    expect([outcome, more]).toEqual(['signed-in', { identity: { kind: 'user', name: 'ada', groups: [] }, page: '/' }]);
    provider.person = { ...provider.person, preferred_username: 'lovelace', email: 'new@example.com' };
    expect(await setting.who(provider)).toBe('ada');
    expect((await setting.store.users.list({ limit: 10 })).items).toEqual([
      expect.objectContaining({
        name: 'ada',
        displayName: 'Ada Lovelace',
        email: 'new@example.com',
        isDisabled: false,
        identity: { issuer: provider.issuer, subject: '248289761001' },
        providerGroups: [],
      }),
    ]);
  });

  it('changes nothing if the claims are the same', async () => {
    await setting.signIn(provider);
    const { version } = await setting.store.readState();
    await setting.signIn(provider);
    expect((await setting.store.readState()).version).toBe(version);
  });

  it('is recorded with issuer and subject', async () => {
    await setting.signIn(provider);
    const identity = { issuer: provider.issuer, subject: '248289761001' };
    expect(await setting.entries('sign-in')).toEqual([
      expect.objectContaining({
        actor: { kind: 'user', name: 'ada' },
        address: '192.0.2.1',
        detail: { provider: 'company', ...identity },
      }),
    ]);
    expect(await setting.entries('user.created')).toEqual([
      expect.objectContaining({
        target: 'ada',
        detail: { changed: expect.objectContaining({ identity: { to: identity } }) },
      }),
    ]);
  });

  it('reads the claims at the userinfo endpoint if the ID token lacks them', async () => {
    provider.userInfo = true;
    expect(await setting.who(provider)).toBe('ada');
    provider.fault = 'other-person';
    expect(await setting.who(provider)).toBe('refused');
  });

  it('sends the secret of a confidential client from a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lading-provider-'));
    const clientSecretFile = join(folder, 'secret');
    await writeFile(clientSecretFile, 'hunter:2%\n');
    const confidential = await LoginProvider.start({ clientSecret: 'hunter:2%' });
    const right = await peopleSetting([entryOf(confidential, { clientSecretFile })]);
    expect(await right.who(confidential)).toBe('user');
    await writeFile(clientSecretFile, 'another');
    const wrong = await peopleSetting([entryOf(confidential, { clientSecretFile })]);
    expect(await wrong.who(confidential)).toBe('unavailable');
    expect(wrong.logged.join()).toContain('does not');
    expect(wrong.logged.join()).not.toMatch(/another|hunter/);
    await rm(folder, { recursive: true });
    const without = await peopleSetting([entryOf(confidential, { clientSecretFile })]);
    await expect(without.begin()).rejects.toThrow('unavailable');
    expect(without.logged).toEqual([expect.stringMatching(/cannot be used: ENOENT/)]);
    for (const each of [right, wrong, without]) await each.close();
    await confidential.close();
  });

  it('[A83] can be finished by another replica', async () => {
    const store = new MemoryAccessStore();
    const [one, other] = [
      await peopleSetting([entryOf(provider)], { store }),
      await peopleSetting([entryOf(provider)], { store }),
    ];
    const { url, ticket } = await one.begin('/v2/');
    const answer = await other.finish(await provider.visit(url), ticket);
    expect(answer).toMatchObject({ outcome: 'signed-in', page: '/v2/' });
    for (const each of [one, other]) await each.close();
  });

  it('reads the keys of the provider again after a sign-in with an unknown key', async () => {
    expect(await setting.who(provider)).toBe('ada');
    provider.rotate();
    expect(await setting.who(provider)).toBe('refused');
    expect(await setting.who(provider)).toBe('ada');
  });

  it('names the sign-out page of the provider', async () => {
    await setting.signIn(provider);
    const home = new URL('https://registry.example.com/login');
    const page = await setting.access.providers.signOutPage('ada', home);
    expect(page?.href).toBe(
      `${provider.issuer}/sign-out?post_logout_redirect_uri=https%3A%2F%2Fregistry.example.com%2Flogin&client_id=lading`,
    );
    expect(await setting.access.providers.signOutPage('nobody', home)).toBeUndefined();
  });

  it('does not exist for an unknown provider', async () => {
    const { url, ticket } = await setting.begin();
    expect(await setting.finish(await provider.visit(url), ticket, 'other')).toEqual({ outcome: 'unknown' });
    await expect(setting.begin('/', 'other')).rejects.toThrow('unknown');
  });
});

describe('[A82] a sign-in is refused', () => {
  it('without the ticket of the browser, or with that of another sign-in', async () => {
    const [one, other] = [await setting.begin(), await setting.begin()];
    const back = await provider.visit(one.url);
    for (const ticket of [undefined, '', 'x', one.ticket.slice(0, -2), other.ticket])
      expect(await setting.finish(back, ticket)).toEqual({ outcome: 'expired' });
    expect(provider.paths).not.toContain('/token');
    expect((await setting.finish(back, one.ticket)).outcome).toBe('signed-in');
  });

  it.each(['', 'wrong', undefined])('with the state %j', async (state) => {
    const { url, ticket } = await setting.begin();
    const back = await provider.visit(url);
    if (state === undefined) back.searchParams.delete('state');
    else back.searchParams.set('state', state);
    expect(await setting.finish(back, ticket)).toEqual({ outcome: 'expired' });
    expect(provider.paths).not.toContain('/token');
  });

  it('when it was finished before, at any replica', async () => {
    const { url, ticket } = await setting.begin();
    const back = await provider.visit(url);
    const other = await peopleSetting([entryOf(provider)], { store: setting.store });
    const both = await Promise.all([setting.finish(back, ticket), other.finish(back, ticket)]);
    expect(both.map(({ outcome }) => outcome).sort()).toEqual(['expired', 'signed-in']);
    expect(await other.finish(back, ticket)).toEqual({ outcome: 'expired' });
    expect(provider.paths.filter((path) => path === '/token')).toHaveLength(1);
    await other.close();
  });

  it('with the code of another sign-in', async () => {
    const [one, other] = [await setting.begin(), await setting.begin()];
    const back = await provider.visit(one.url);
    back.searchParams.set('code', (await provider.visit(other.url)).searchParams.get('code') ?? '');
    expect(await setting.finish(back, one.ticket)).toEqual({ outcome: 'refused' });
  });

  it('with a code that was used before', async () => {
    const one = await setting.begin();
    const used = await provider.visit(one.url);
    expect((await setting.finish(used, one.ticket)).outcome).toBe('signed-in');
    const other = await setting.begin();
    const back = await provider.visit(other.url);
    back.searchParams.set('code', used.searchParams.get('code') ?? '');
    expect(await setting.finish(back, other.ticket)).toEqual({ outcome: 'refused' });
  });

  it('after ten minutes', async () => {
    let now = Date.now();
    const store = new MemoryAccessStore({ now: () => now });
    const slow = await peopleSetting([entryOf(provider)], { store });
    const { url, ticket } = await slow.begin();
    const back = await provider.visit(url);
    now += 11 * 60 * 1000;
    await slow.access.live.refresh();
    expect(await slow.finish(back, ticket)).toEqual({ outcome: 'expired' });
    await slow.close();
  });

  it('with the ticket of another provider', async () => {
    const second = await LoginProvider.start();
    const both = await peopleSetting([entryOf(provider), entryOf(second, { name: 'second' })]);
    const { url, ticket } = await both.begin('/', 'second');
    expect(await both.finish(await second.visit(url), ticket)).toEqual({ outcome: 'expired' });
    await both.close();
    await second.close();
  });

  it.each<LoginProviderFault>(['reused-nonce', 'forged', 'other-audience', 'other-issuer', 'no-id-token'])(
    'with an ID token that is wrong: %s',
    async (fault) => {
      expect(await setting.who(provider)).toBe('ada');
      provider.fault = fault;
      expect(await setting.who(provider)).toBe('refused');
      const [entry] = await setting.entries('sign-in.refused');
      expect(entry?.detail).toEqual({ provider: 'company', reason: expect.any(String) });
    },
  );

  it('when the provider answers with an error', async () => {
    const { url, ticket } = await setting.begin();
    const back = await provider.visit(url);
    back.searchParams.delete('code');
    back.searchParams.set('error', 'access_denied');
    back.searchParams.set('error_description', 'canary');
    expect(await setting.finish(back, ticket)).toEqual({ outcome: 'refused' });
    const [entry] = await setting.entries('sign-in.refused');
    expect(entry?.detail?.reason).toBe('the provider answers access_denied');
  });
});

it('[A84] refuses an answer that names another issuer, or none, before it sends the code', async () => {
  provider.fault = 'other-answer';
  expect(await setting.who(provider)).toBe('refused');
  provider.fault = 'none';
  const { url, ticket } = await setting.begin();
  const back = await provider.visit(url);
  back.searchParams.delete('iss');
  expect(await setting.finish(back, ticket)).toEqual({ outcome: 'refused' });
  expect(provider.paths).not.toContain('/token');
});

describe('a provider that does not work', () => {
  it.each<LoginProviderFault>(['down', 'error', 'huge', 'redirect', 'other-metadata'])(
    'is unavailable at the beginning: %s',
    async (fault) => {
      provider.fault = fault;
      await expect(setting.begin()).rejects.toThrow('unavailable');
      expect(setting.logged).toEqual([expect.stringMatching(/^an identity provider does not work .*"reason":"/)]);
    },
  );

  it.each<LoginProviderFault>(['down', 'error', 'huge', 'redirect'])('is unavailable at the end: %s', async (fault) => {
    const { url, ticket } = await setting.begin();
    const back = await provider.visit(url);
    provider.fault = fault;
    expect(await setting.finish(back, ticket)).toEqual({ outcome: 'unavailable' });
    expect(setting.logged.join()).not.toContain(back.searchParams.get('code'));
  });

  it.each(['authorization_endpoint', 'token_endpoint'])('is unavailable if its %s cannot be used', async (name) => {
    for (const url of [undefined, '', '/relative', 'javascript:alert(1)', 'file:///etc/passwd']) {
      provider.metadata = { [name]: url };
      const fresh = await peopleSetting([entryOf(provider)]);
      await expect(fresh.begin()).rejects.toThrow('unavailable');
      expect(fresh.logged.join()).toContain(`the metadata of the provider has no usable ${name}`);
      await fresh.close();
    }
  });

  it.each(['', '/relative', 'javascript:alert(1)', 5])('has no sign-out page if its URL is %j', async (url) => {
    provider.metadata = { end_session_endpoint: url };
    await setting.signIn(provider);
    const home = new URL('https://registry.example.com/login');
    expect(await setting.access.providers.signOutPage('ada', home)).toBeUndefined();
  });

  it('is unavailable if it does not answer in time', async () => {
    const { url, ticket } = await setting.begin();
    const back = await provider.visit(url);
    provider.fault = 'slow';
    expect(await setting.finish(back, ticket)).toEqual({ outcome: 'unavailable' });
    expect(setting.logged).toEqual([expect.stringContaining('has not answered within 5 seconds')]);
  });

  it('is unavailable at a private address that the configuration does not name', async () => {
    const strict = await peopleSetting([entryOf(provider, { addresses: [] })]);
    await expect(strict.begin()).rejects.toThrow('unavailable');
    expect(strict.logged.join()).toContain('has no address that requests may go to');
    expect(provider.paths).toEqual([]);
    await strict.close();
  });
});

it('limits the failed sign-ins of a network', async () => {
  provider.fault = 'other-audience';
  for (let count = 0; count < 100; count += 1) expect(await setting.who(provider)).toBe('refused');
  expect(await setting.who(provider)).toBe('limited');
});

it('keeps codes, tokens and tickets out of logs and the audit', async () => {
  const { url, ticket } = await setting.begin();
  const back = await provider.visit(url);
  await setting.finish(back, ticket);
  await setting.finish(back, ticket);
  await setting.access.audit.flush();
  const audit = JSON.stringify((await setting.store.audit.read({ limit: 100 })).items);
  const { code, state } = Object.fromEntries(back.searchParams);
  for (const secret of [code, state, ticket, url.searchParams.get('nonce')]) {
    expect(audit).not.toContain(secret);
    expect(setting.logged.join()).not.toContain(secret);
  }
});
