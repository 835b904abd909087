import { operator } from '@lading/access';
import { expectationOf } from '../src/input/expected.decorator.js';
import { type Management, problemOf, startManagement } from './support/start-management.js';

let management: Management;
beforeAll(async () => {
  management = await startManagement();
});
afterAll(() => management.stop());

const rule = { effect: 'allow', who: ['user:bob'], where: ['team/app'], what: ['pull'] };
const asRoot = (method: string, path: string, body?: unknown) =>
  management.call('root', method, `/api/v1/${path}`, body);

async function send(method: string, path: string, headers: Record<string, string>, body = '{}'): Promise<Response> {
  const all = { authorization: `Bearer ${management.secrets.root}`, 'content-type': 'application/json', ...headers };
  return fetch(`${management.url}/api/v1/${path}`, { method, headers: all, body });
}

describe('a body', () => {
  it.each<[string, string, string, unknown, string]>([
    ['an administrator by itself', 'PUT', 'users/bob', { isAdmin: true }, 'isAdmin'],
    ['an id of its own', 'PUT', 'users/bob', { id: '1' }, 'id'],
    ['a hash', 'PUT', 'users/bob', { passwordHash: 'x' }, 'passwordHash'],
    ['another owner', 'POST', 'tokens', { description: 'x', ownerId: '1' }, 'ownerId'],
    ['a member inside', 'POST', 'rules', { ...rule, when: { weekday: 1 } }, 'when.weekday'],
    ['a name', 'PUT', 'robots/builder', { namespace: 'team/**', name: 'other' }, 'name'],
    ['a control character', 'PUT', 'robots/builder', { namespace: 'team/**', description: 'a\u0000b' }, 'description'],
    ['half a character', 'PUT', 'robots/builder', { namespace: 'team/**', description: '\ud800' }, 'description'],
    ['a short password', 'PUT', 'users/bob/password', { password: 'short' }, 'password'],
  ])('[A102] with %s is refused, and the answer names the member', async (_, method, path, body, member) => {
    const response = await asRoot(method, path, body);
    expect(response.status).toBe(400);
    expect(await problemOf(response)).toMatchObject({ code: 'INVALID', errors: [{ member }] });
  });

  it.each(['{', '[]', 'null', '"text"'])('that is no object is refused: %s', async (body) => {
    for (const [method, path] of [['POST', 'rules'] as const, ['PUT', 'users/nobody'] as const]) {
      const response = await send(method, path, {}, body);
      expect([method, response.status]).toEqual([method, 400]);
      expect((await problemOf(response)).code).toBe('INVALID');
    }
    expect((await asRoot('GET', 'users/nobody')).status).toBe(404);
  });

  it('of another media type is refused', async () => {
    const response = await send('POST', 'rules', { 'content-type': 'application/xml' }, '<rule/>');
    expect(response.status).toBe(415);
    expect((await problemOf(response)).code).toBe('UNSUPPORTED_TYPE');
  });

  it('that is too large is refused', async () => {
    const response = await send('POST', 'rules', {}, JSON.stringify({ description: 'x'.repeat(2_000_000) }));
    expect(response.status).toBe(413);
    expect((await problemOf(response)).code).toBe('TOO_LARGE');
  });
});

describe('a query', () => {
  it.each([
    'users?sort=hash',
    'users?hash=x',
    'tokens?secretHash=x',
    'users?limit=0',
    'users?limit=1001',
    'users?limit=x',
    'rules?after=bm8tdXVpZA',
    'audit?from=yesterday',
    'audit?actor=%00',
    'explain?repository=..%2F&right=pull',
  ])('[A106] that is not known is refused: %s', async (path) => {
    const response = await asRoot('GET', path);
    expect(response.status).toBe(400);
    expect((await problemOf(response)).code).toBe('INVALID');
  });
});

describe('a path', () => {
  it.each([
    'rules/1',
    'rules/file:9',
    'tokens/%00',
    'users/%00',
    'robots/a%2Fb',
    'robots/builder/secrets/x',
    'nothing',
    '',
  ])('[A103] that leads nowhere answers as one that must not be seen: %s', async (path) => {
    for (const who of ['root', 'bob'] as const) {
      const response = await management.call(who, 'GET', `/api/v1/${path}`);
      expect([who, response.status]).toEqual([who, 404]);
      expect((await problemOf(response)).code).toBe('NOT_FOUND');
    }
  });
});

describe('a list', () => {
  it('comes in pages that follow one another', async () => {
    for (const name of ['p1', 'p2', 'p3']) await management.access.administration.groups.put(operator, name, {});
    const names: string[] = [];
    let url: string | undefined = `${management.url}/api/v1/groups?limit=2`;
    for (let pages = 0; url !== undefined && pages < 10; pages += 1) {
      const response: Response = await fetch(url, { headers: { authorization: `Bearer ${management.secrets.root}` } });
      const body = (await response.json()) as { items: { name: string }[]; next?: string };
      names.push(...body.items.map(({ name }) => name));
      const [, link] = /^<(.*)>; rel="next"$/.exec(response.headers.get('link') ?? '') ?? [];
      expect(body.next === undefined).toBe(link === undefined);
      if (link !== undefined) expect(new URLSearchParams(link).get('after')).toBe(body.next);
      url = link === undefined ? undefined : new URL(link, url).toString();
    }
    expect(names).toEqual(['p1', 'p2', 'p3']);
  });
});

describe('If-Match', () => {
  it('[A104] with the ETag of another version changes nothing', async () => {
    const created = await asRoot('PUT', 'groups/tagged', { description: 'first' });
    const tag = created.headers.get('etag') ?? '';
    const changed = await send('PUT', 'groups/tagged', { 'if-match': tag }, '{"description":"second"}');
    expect([changed.status, changed.headers.get('etag')]).toEqual([200, '"2"']);
    for (const method of ['PUT', 'DELETE']) {
      const stale = await send(method, 'groups/tagged', { 'if-match': tag });
      expect([method, stale.status]).toEqual([method, 412]);
      expect((await problemOf(stale)).code).toBe('STALE');
    }
    expect(await (await asRoot('GET', 'groups/tagged')).json()).toMatchObject({ description: 'second', version: 2 });
    expect((await send('DELETE', 'groups/tagged', { 'if-match': '"2"' })).status).toBe(204);
  });

  it('and If-None-Match decide about creation', async () => {
    expect((await send('PUT', 'groups/fresh', { 'if-match': '"1"' })).status).toBe(412);
    expect((await send('PUT', 'groups/fresh', { 'if-none-match': '*' })).status).toBe(201);
    expect((await send('PUT', 'groups/fresh', { 'if-none-match': '*' })).status).toBe(409);
  });

  it.each<[string | undefined, string | undefined, unknown]>([
    [undefined, undefined, undefined],
    ['*', undefined, 'present'],
    ['"12"', undefined, 12],
    [undefined, '*', 'absent'],
    ['W/"12"', undefined, 'STALE'],
    ['12', undefined, 'STALE'],
    ['"1", "2"', undefined, 'INVALID'],
    [undefined, '"1"', 'INVALID'],
    ['"1"', '*', 'INVALID'],
  ])('%s with If-None-Match %s means %s', (ifMatch, ifNoneMatch, expected) => {
    const read = () => {
      try {
        return expectationOf(ifMatch, ifNoneMatch);
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    expect(read()).toBe(expected);
  });
});

describe('a secret', () => {
  it('[A78] is in the answer to its creation alone', async () => {
    const created = await asRoot('POST', 'tokens', { description: 'seen once' });
    expect(created.headers.get('cache-control')).toBe('no-store');
    const { secret, credential } = (await created.json()) as { secret: string; credential: { id: string } };
    expect(secret).toMatch(/^ldp_[0-9A-Za-z]{46}$/);
    const seen = await Promise.all(
      [`tokens/${credential.id}`, 'tokens', 'audit?limit=1000', 'audit/export', 'users', 'robots/builder/secrets'].map(
        async (path) => (await asRoot('GET', path)).text(),
      ),
    );
    const text = seen.join('\n');
    expect(text).toContain(credential.id);
    expect(text).not.toMatch(/ld[pr]_[0-9A-Za-z]{40}/);
    expect(text).not.toMatch(/secretHash|passwordHash|argon2|[0-9a-f]{64}/);
  });
});

describe('the last administrator', () => {
  it('[A105] stays', async () => {
    for (const response of [
      await asRoot('DELETE', 'users/root'),
      await asRoot('PUT', 'users/root', { isDisabled: true }),
    ]) {
      expect(response.status).toBe(409);
      expect((await problemOf(response)).code).toBe('LAST_ADMINISTRATOR');
    }
  });
});

describe('the audit', () => {
  it('[A110] has one row for a change and one for a refusal', async () => {
    const { id } = (await (await management.call('alice', 'POST', '/api/v1/rules', rule)).json()) as { id: string };
    await management.call('alice', 'PUT', `/api/v1/rules/${id}`, { ...rule, what: ['push'] });
    const refused = await management.call('alice', 'POST', '/api/v1/rules', { ...rule, where: ['other/app'] });
    const { requestId } = await problemOf(refused);
    await management.access.audit.flush();
    const { items } = (await (await asRoot('GET', 'audit?actor=alice')).json()) as { items: Record<string, unknown>[] };
    expect(items.filter((entry) => entry.target === id)).toMatchObject([
      { action: 'rule.changed', outcome: 'done', detail: { changed: { what: { from: ['pull'], to: ['push'] } } } },
      { action: 'rule.created', outcome: 'done' },
    ]);
    expect(items.filter((entry) => entry.requestId === requestId)).toMatchObject([
      { action: 'access.refused', outcome: 'refused', target: 'POST /api/v1/rules', detail: { code: 'FORBIDDEN' } },
    ]);
  });

  it('[A110] has a refused robot without its secret', async () => {
    const headers = { authorization: `Bearer ${management.secrets.robot}`, 'user-agent': 'a\tb' };
    await fetch(`${management.url}/api/v1/me`, { headers });
    await management.access.audit.flush();
    const { items } = (await (await asRoot('GET', 'audit?action=access.refused&limit=1')).json()) as {
      items: object[];
    };
    expect(items).toMatchObject([{ actor: { kind: 'anonymous' }, target: 'GET /api/v1/me', userAgent: 'a\\u0009b' }]);
    expect(JSON.stringify(items)).not.toContain(management.secrets.robot);
  });

  it('is exported as lines of JSON, over as many pages as there are', async () => {
    const events = Array.from({ length: 2100 }, (_, at) => ({
      action: 'test',
      outcome: 'done' as const,
      actor: { kind: 'user' as const, name: 'bob' },
      target: String(at),
    }));
    await management.store.audit.append(events);
    const response = await asRoot('GET', 'audit/export?action=test');
    expect(response.headers.get('content-type')).toMatch(/^application\/x-ndjson/);
    const lines = (await response.text()).trimEnd().split('\n');
    expect(lines.map((line) => Number(JSON.parse(line).target))).toEqual([...Array(2100).keys()].reverse());
  });
});

describe('an explanation', () => {
  it('says to users whether they may do something, and to managers why', async () => {
    const path = 'explain?repository=team/app&right=push&who=user:alice';
    const own = await (await management.call('alice', 'GET', `/api/v1/${path}`)).json();
    expect(own).toMatchObject({ isAllowed: true, text: expect.stringContaining('user:alice may push to team/app') });
    const plain = await (
      await management.call('bob', 'GET', '/api/v1/explain?repository=team/app&right=delete')
    ).json();
    expect(plain).toEqual({ isAllowed: false });
  });

  it('shows the manager of a part no rule for anything else', async () => {
    const rule = { effect: 'allow', who: ['user:bob'], where: ['other/hidden/**'], what: ['pull'] };
    expect((await management.call('root', 'POST', '/api/v1/rules', rule)).status).toBe(201);
    const path = '/api/v1/explain?repository=team/lib&right=pull&who=user:bob';
    expect(await (await management.call('root', 'GET', path)).text()).toContain('other/hidden/**');
    expect(await (await management.call('alice', 'GET', path)).json()).toEqual({
      isAllowed: false,
      allowing: [],
      denying: [],
    });
  });
});
