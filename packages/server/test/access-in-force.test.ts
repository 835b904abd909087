import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import type { Access } from '@lading/access';
import { Logger } from '@nestjs/common';
import { basic } from './support/fake-access.js';
import { sha256 } from './support/push.js';
import { accounts, operator, settle, startWithAccounts } from './support/registry-with-accounts.js';

let registry: { readonly url: URL; readonly access: Access; stop(): Promise<void> };
beforeAll(async () => {
  registry = await startWithAccounts(await settle());
});
afterAll(() => registry.stop());

const imageIndex = 'application/vnd.oci.image.index.v1+json';
const { member } = accounts;
const asMember = basic(member.username, member.password);

const ask = (path: string, authorization: string, init: RequestInit = {}, url = registry.url) =>
  fetch(new URL(path, url), { ...init, headers: { authorization, ...init.headers } });

async function tokenFor(authorization: string, scope: string, url = registry.url): Promise<string> {
  const answer = await ask(`/v2/token?scope=${encodeURIComponent(scope)}`, authorization, {}, url);
  expect(answer.status).toBe(200);
  return `Bearer ${((await answer.json()) as { token: string }).token}`;
}

async function personalToken(scopes?: { where: string[]; what: ('pull' | 'push')[] }[]) {
  const { personalTokens } = registry.access.administration;
  const created = await personalTokens.create(operator, member.username, { description: 'test', scopes });
  return { id: created.credential.id, authorization: basic('anything', created.secret) };
}

/** A repository in which the member may pull and push while a rule of the database says so. */
async function allowedRepository() {
  const name = `late/${Math.random().toString(36).slice(2)}`;
  const rule = await registry.access.administration.rules.create(operator, {
    effect: 'allow',
    who: ['user:member'],
    where: [name],
    what: ['pull', 'push'],
  });
  return { name, remove: () => registry.access.administration.rules.delete(operator, rule.id) };
}

it('[A62] a personal access token is limited to its scopes', async () => {
  const { authorization } = await personalToken([{ where: ['cases/member/one'], what: ['pull'] }]);
  const scope = 'repository:cases/member/one:pull,push repository:cases/member/two:pull';
  for (const given of [authorization, await tokenFor(authorization, scope)]) {
    expect((await ask('/v2/cases/member/one/tags/list', given)).status).toBe(404);
    expect((await ask('/v2/cases/member/two/tags/list', given)).status).toBe(403);
    expect((await ask('/v2/cases/member/one/blobs/uploads/', given, { method: 'POST' })).status).toBe(403);
  }
});

it('[A63] a personal access token gives no more than its owner may do now', async () => {
  const { name, remove } = await allowedRepository();
  const { authorization } = await personalToken();
  const bearer = await tokenFor(authorization, `repository:${name}:pull,push`);
  for (const given of [authorization, bearer])
    expect((await ask(`/v2/${name}/blobs/uploads/`, given, { method: 'POST' })).status).toBe(202);
  await remove();
  for (const given of [authorization, bearer])
    expect((await ask(`/v2/${name}/blobs/uploads/`, given, { method: 'POST' })).status).toBe(403);
});

it('[A50] a token of a revoked credential is not valid any more', async () => {
  const { id, authorization } = await personalToken();
  const bearer = await tokenFor(authorization, 'repository:cases/member/app:pull');
  expect((await ask('/v2/', bearer)).status).toBe(200);
  await registry.access.administration.personalTokens.revoke(operator, id);
  const answer = await ask('/v2/', bearer);
  expect(answer.status).toBe(401);
  expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
  expect((await ask('/v2/', authorization)).status).toBe(401);
});

it('[A68] a right that is lost during an upload ends it with 403', async () => {
  const { name, remove } = await allowedRepository();
  const bearer = await tokenFor(asMember, `repository:${name}:pull,push`);
  const started = await ask(`/v2/${name}/blobs/uploads/`, bearer, { method: 'POST' });
  const location = started.headers.get('location') ?? '';
  await remove();
  const end = `${location}${location.includes('?') ? '&' : '?'}digest=${sha256('x')}`;
  const closed = await ask(end, bearer, { method: 'PUT', body: Buffer.from('x') });
  expect(closed.status).toBe(403);
  expect(await closed.json()).toMatchObject({ errors: [{ code: 'DENIED' }] });
});

it('[A68] a right that is lost while a manifest arrives does not set its tag', async () => {
  const { name, remove } = await allowedRepository();
  const bearer = await tokenFor(asMember, `repository:${name}:pull,push`);
  const manifest = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: imageIndex, manifests: [] }));
  const push = (tag: string, isSlow: boolean) =>
    ask(`/v2/${name}/manifests/${tag}`, bearer, {
      method: 'PUT',
      headers: { 'content-type': imageIndex },
      body: Readable.toWeb(Readable.from(slowly(manifest, isSlow))) as ReadableStream,
      duplex: 'half',
    } as RequestInit);
  async function* slowly(bytes: Buffer, isSlow: boolean) {
    yield bytes.subarray(0, 5);
    if (isSlow) {
      await setTimeout(200);
      await remove();
      await setTimeout(1200);
    }
    yield bytes.subarray(5);
  }
  expect((await push('early', false)).status).toBe(201);
  const late = await push('late', true);
  expect(late.status).toBe(403);
  expect(await late.json()).toMatchObject({ errors: [{ code: 'DENIED' }] });
});

const losses = {
  'a group that is left': 403,
  'an account that is deleted': 401,
  'an account that is disabled': 403,
  'a password that is changed': 401,
  'all sessions that are ended': 401,
} as const;

const proofs = {
  'a token': tokenFor,
  'a password': async (authorization: string) => authorization,
};

it.each(
  (Object.keys(losses) as (keyof typeof losses)[]).flatMap((loss) =>
    (Object.keys(proofs) as (keyof typeof proofs)[]).map((proof) => [loss, proof] as const),
  ),
)('[A68] %s while the bytes of a blob arrive gives no more rights than are left, with %s', async (loss, proof) => {
  const { groups, rules, users, passwords } = registry.access.administration;
  const [user, password] = [`user-${losses[loss]}-${loss.length}-${proof.length}`, 'the secret of a user'];
  const name = `left/${user}`;
  await users.put(operator, user, {});
  await passwords.set(operator, user, password);
  await groups.put(operator, user, { members: [user] });
  await rules.create(operator, {
    effect: 'allow',
    who: [loss === 'a group that is left' ? `group:${user}` : 'authenticated'],
    where: [name],
    what: ['pull', 'push'],
  });
  const lose: Record<typeof loss, () => Promise<unknown>> = {
    'a group that is left': () => groups.put(operator, user, { members: [] }),
    'an account that is deleted': () => users.delete(operator, user),
    'an account that is disabled': () => users.put(operator, user, { isDisabled: true }),
    'a password that is changed': () => passwords.set(operator, user, 'another secret of the user'),
    'all sessions that are ended': () => users.endSessions(operator, user),
  };
  const authorization = await proofs[proof](basic(user, password), `repository:${name}:pull,push`);
  const content = Buffer.from(`sent slowly, with ${loss} and ${proof}`);
  const push = (isSlow: boolean) => {
    async function* parts() {
      yield content.subarray(0, 5);
      if (isSlow) {
        await setTimeout(200);
        await lose[loss]();
        await setTimeout(1200);
      }
      yield content.subarray(5);
    }
    return ask(`/v2/${name}/blobs/uploads/?digest=${sha256(content)}`, authorization, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: Readable.toWeb(Readable.from(parts())) as ReadableStream,
      duplex: 'half',
    } as RequestInit);
  };
  expect((await push(false)).status).toBe(201);
  expect((await push(true)).status).toBe(losses[loss]);
});

it.each(['a right that is lost', 'a credential that is revoked'])(
  '[A68] %s while the bytes of a blob arrive adds no blob, in a POST and in a PUT',
  async (loss) => {
    const content = Buffer.from(`sent slowly, with ${loss}`);
    const { name, remove } = await allowedRepository();
    const { id, authorization } = await personalToken();
    const bearer = await tokenFor(authorization, `repository:${name}:pull,push`);
    const lose = () =>
      loss.startsWith('a right') ? remove() : registry.access.administration.personalTokens.revoke(operator, id);
    const ways = [
      ['POST', async () => `/v2/${name}/blobs/uploads/?digest=${sha256(content)}`],
      [
        'PUT',
        async () => {
          const started = await ask(`/v2/${name}/blobs/uploads/`, bearer, { method: 'POST' });
          const location = started.headers.get('location') ?? '';
          return `${location}${location.includes('?') ? '&' : '?'}digest=${sha256(content)}`;
        },
      ],
    ] as const;
    const targets = await Promise.all(ways.map(async ([method, find]) => ({ method, target: await find() })));
    let hasLost = false;
    async function* slowly() {
      yield content.subarray(0, 5);
      await setTimeout(200);
      if (!hasLost) await lose();
      hasLost = true;
      await setTimeout(1200);
      yield content.subarray(5);
    }
    const answers = await Promise.all(
      targets.map(({ method, target }) =>
        ask(target, bearer, {
          method,
          headers: { 'content-type': 'application/octet-stream' },
          body: Readable.toWeb(Readable.from(slowly())) as ReadableStream,
          duplex: 'half',
        } as RequestInit),
      ),
    );
    for (const answer of answers) {
      expect(answer.status).toBe(403);
      expect(await answer.json()).toMatchObject({ errors: [{ code: 'DENIED' }] });
    }
    await registry.access.administration.rules.create(operator, {
      effect: 'allow',
      who: ['user:member'],
      where: [name],
      what: ['pull'],
    });
    expect((await ask(`/v2/${name}/blobs/${sha256(content)}`, asMember, { method: 'HEAD' })).status).toBe(404);
  },
);

it('[A31] a token of one replica is valid at another', async () => {
  const settled = await settle();
  const [one, other] = [await startWithAccounts(settled), await startWithAccounts(settled)];
  const bearer = await tokenFor(asMember, 'repository:cases/member/app:pull', one.url);
  for (const { url } of [one, other]) expect((await ask('/v2/', bearer, {}, url)).status).toBe(200);
  await Promise.all([one.stop(), other.stop()]);
});

it('[A26] [A27] one refresh token works 100 times at two replicas, until the password changes', async () => {
  const settled = await settle();
  const [one, other] = [await startWithAccounts(settled), await startWithAccounts(settled)];
  const answer = await ask('/v2/token?offline_token=true', asMember, {}, one.url);
  const { refresh_token = '' } = (await answer.json()) as { readonly refresh_token?: string };
  const form = new URLSearchParams({ grant_type: 'refresh_token', service: 'registry.test', refresh_token });
  const refresh = (number: number) =>
    fetch(new URL('/v2/token', number % 2 === 0 ? one.url : other.url), { method: 'POST', body: form });
  const answers = await Promise.all(Array.from({ length: 100 }, (_, number) => refresh(number)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  await one.access.administration.passwords.set(operator, member.username, 'another password of the member');
  await Promise.all([one, other].map(({ access }) => access.live.refresh()));
  for (const number of [0, 1]) expect((await refresh(number)).status).toBe(401);
  await Promise.all([one.stop(), other.stop()]);
});

it('[A110] a denied push is in the audit once, with the rule that denies it', async () => {
  const path = '/v2/cases/shared/secret/app/tags/list';
  const answer = await ask(path, asMember, { headers: { 'user-agent': 'audit/1' } });
  expect(answer.status).toBe(403);
  await registry.access.audit.flush();
  const { items } = await registry.access.administration.auditLog.read(operator, {
    limit: 100,
    filter: { action: 'access.refused', repository: 'cases/shared/secret/app' },
  });
  expect(items).toMatchObject([
    { actor: { kind: 'user', name: 'member' }, outcome: 'refused', rule: 'file:2', userAgent: 'audit/1' },
  ]);
});

it('the audit has logins, and each refused sign-in once, with the name of an account and no other', async () => {
  const secret = `ldp_${'a1'.repeat(23)}`;
  const from = { headers: { 'user-agent': 'sign-in/1' } };
  await ask('/v2/token', asMember, from);
  await ask('/v2/token?scope=repository:cases/member/app:pull', asMember, from);
  await ask('/v2/token', basic('member', 'guessed'), from);
  await ask('/v2/token', basic(secret, ''), from);
  await registry.access.audit.flush();
  const { items } = await registry.access.administration.auditLog.read(operator, { limit: 1000 });
  const found = items.filter(({ userAgent }) => userAgent === 'sign-in/1').reverse();
  for (const { requestId } of found) expect(requestId).toEqual(expect.any(String));
  const login = { action: 'sign-in', outcome: 'done', actor: { kind: 'user', name: 'member' }, address: '127.0.0.1' };
  expect(items).toContainEqual(expect.objectContaining(login));
  expect(found.filter(({ action }) => action !== 'sign-in')).toMatchObject([
    { action: 'sign-in.refused', outcome: 'refused', actor: { kind: 'anonymous' }, target: 'member' },
    { action: 'sign-in.refused', outcome: 'refused', actor: { kind: 'anonymous' } },
  ]);
  expect(JSON.stringify(items)).not.toContain(secret);
});

it('[A117] no secret of a request is in a log, an error or the audit', async () => {
  const lines: string[] = [];
  const spies = (['error', 'warn', 'log', 'debug', 'verbose'] as const).map((level) =>
    import.meta.jest
      .spyOn(Logger.prototype, level)
      .mockImplementation((...values: unknown[]) => void lines.push(values.join(' '))),
  );
  const canary = 'canary-4711';
  const form = new URLSearchParams({ grant_type: 'password', username: 'member', password: canary });
  const answers = [
    await ask('/v2/', basic('member', canary)),
    await ask('/v2/token', basic('member', canary)),
    await ask('/v2/', `Bearer ${canary}`),
    await ask(`/v2/token?password=${canary}&token=${canary}`, asMember),
    await ask(`/v2/cases/private/x/tags/list?token=${canary}`, asMember, { headers: { cookie: `session=${canary}` } }),
    await fetch(new URL('/v2/token', registry.url), { method: 'POST', body: form }),
    await fetch(new URL('/v2/token', registry.url), {
      method: 'POST',
      body: `{"password":"${canary}"}`,
      headers: { 'content-type': 'application/json' },
    }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 200, 403, 401, 415]);
  for (const answer of answers) lines.push(await answer.text(), JSON.stringify([...answer.headers]));
  await registry.access.audit.flush();
  const { items } = await registry.access.administration.auditLog.read(operator, { limit: 1000 });
  lines.push(JSON.stringify(items));
  expect(items.length).toBeGreaterThan(0);
  expect(lines.join('\n')).not.toContain(canary);
  expect(lines.join('\n')).not.toContain(Buffer.from(`member:${canary}`).toString('base64'));
  for (const spy of spies) spy.mockRestore();
});
