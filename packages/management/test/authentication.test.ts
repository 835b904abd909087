import { operator } from '@lading/access';
import { type Management, password, problemOf, signIn, startManagement } from './support/start-management.js';

let management: Management;
beforeAll(async () => {
  management = await startManagement();
});
afterAll(() => management.stop());

const withCookie = (cookie: string, more: Record<string, string> = {}) => ({ cookie, ...more });

describe('a personal access token', () => {
  it('is the only kind of credentials in Authorization', async () => {
    const basic = Buffer.from(`root:${password}`).toString('base64');
    for (const authorization of [`Basic ${basic}`, 'Bearer x.y.z', 'Bearer', `Bearer ${management.secrets.root}x`]) {
      const response = await fetch(`${management.url}/api/v1/me`, { headers: { authorization } });
      expect([authorization, response.status]).toEqual([authorization, 401]);
      expect((await problemOf(response)).code).toBe('UNAUTHENTICATED');
    }
  });

  it('[A75] is refused as soon as it is revoked, with the answer to an unknown one', async () => {
    const { personalTokens } = management.access.administration;
    const { secret, credential } = await personalTokens.create(operator, 'bob', { description: 'to be revoked' });
    const read = () => fetch(`${management.url}/api/v1/me`, { headers: { authorization: `Bearer ${secret}` } });
    expect((await read()).status).toBe(200);
    await personalTokens.revoke(operator, credential.id);
    const revoked = await problemOf(await read());
    const unknown = await problemOf(await fetch(`${management.url}/api/v1/me`));
    expect({ ...revoked, requestId: '' }).toEqual({ ...unknown, requestId: '' });
  });

  it('[A77] cannot be the secret of a robot', async () => {
    const response = await management.call('robot', 'GET', '/api/v1/me');
    expect(response.status).toBe(403);
    expect((await problemOf(response)).code).toBe('FORBIDDEN');
  });
});

describe('a session', () => {
  it('is made by name and password, for people alone', async () => {
    const cookie = await signIn(management, 'bob');
    const me = await fetch(`${management.url}/api/v1/me`, { headers: { cookie } });
    expect(await me.json()).toMatchObject({ name: 'bob', isAdministrator: false, session: { id: expect.any(String) } });
    for (const [name, secret] of [
      ['bob', 'a wrong password'],
      ['nobody', password],
      ['builder', management.secrets.robot],
      ['bob', management.secrets.bob],
    ]) {
      const body = { name, password: secret };
      const response = await management.call(undefined, 'POST', '/api/v1/sessions', body);
      expect([name, response.status]).toEqual([name, 401]);
      expect(response.headers.get('set-cookie')).toBeNull();
    }
  });

  it('has a cookie that scripts and other hosts do not get', async () => {
    const plain = await management.call(undefined, 'POST', '/api/v1/sessions', { name: 'bob', password });
    expect(plain.headers.get('set-cookie')).toMatch(/^lading=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
    const secure = await startManagement({ publicUrl: new URL('https://registry.example') });
    const response = await secure.call(undefined, 'POST', '/api/v1/sessions', { name: 'bob', password });
    expect(response.headers.get('set-cookie')).toMatch(
      /^__Host-lading=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
    );
    await secure.stop();
  });

  it('[A109] has a new secret after each sign-in, and is dead after the sign-out', async () => {
    const first = await signIn(management, 'bob');
    const second = await signIn(management, 'bob', first);
    expect(second).not.toBe(first);
    const status = async (cookie: string) =>
      (await fetch(`${management.url}/api/v1/me`, { headers: { cookie } })).status;
    expect([await status(first), await status(second)]).toEqual([401, 200]);
    const out = await fetch(`${management.url}/api/v1/sessions/current`, {
      method: 'DELETE',
      headers: withCookie(second, { origin: management.url }),
    });
    expect(out.status).toBe(204);
    expect(out.headers.get('set-cookie')).toMatch(/^lading=;.*Max-Age=0$/);
    expect(await status(second)).toBe(401);
  });

  it.each<[string, number, Record<string, string>]>([
    ['its own origin', 201, { origin: 'OWN' }],
    ['its own origin by Sec-Fetch-Site', 201, { 'sec-fetch-site': 'same-origin' }],
    ['a foreign origin', 403, { origin: 'https://evil.example' }],
    ['an opaque origin', 403, { origin: 'null' }],
    ['another port of the host', 403, { origin: 'http://127.0.0.1:1' }],
    ['another site', 403, { 'sec-fetch-site': 'cross-site' }],
    ['a sibling site', 403, { 'sec-fetch-site': 'same-site' }],
    ['its own origin as another site', 403, { origin: 'OWN', 'sec-fetch-site': 'cross-site' }],
    ['nowhere', 403, {}],
  ])('[A107] changes something for a request from %s: %d', async (_, status, headers) => {
    const cookie = await signIn(management, 'alice');
    const own = Object.entries(headers).map(([name, value]) => [name, value.replace('OWN', management.url)]);
    const response = await fetch(`${management.url}/api/v1/rules`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json', ...Object.fromEntries(own) },
      body: JSON.stringify({ effect: 'allow', who: ['user:bob'], where: ['team/a'], what: ['pull'] }),
    });
    expect(response.status).toBe(status);
    const read = await fetch(`${management.url}/api/v1/me`, { headers: { cookie, ...Object.fromEntries(own) } });
    expect(read.status).toBe(200);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded'])('[A107] takes no form: %s', async (type) => {
    const cookie = await signIn(management, 'alice');
    for (const path of ['rules', 'sessions']) {
      const response = await fetch(`${management.url}/api/v1/${path}`, {
        method: 'POST',
        headers: { cookie, 'content-type': type, origin: management.url },
        body: 'effect=allow',
      });
      expect([path, response.status]).toEqual([path, 403]);
    }
  });

  it('[A107] is not made by a page of another site', async () => {
    const response = await fetch(`${management.url}/api/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'https://evil.example' },
      body: JSON.stringify({ name: 'bob', password }),
    });
    expect(response.status).toBe(403);
    expect(response.headers.get('set-cookie')).toBeNull();
  });

  it('ends when the password of its user is set', async () => {
    const cookie = await signIn(management, 'bob');
    await management.call('root', 'PUT', '/api/v1/users/bob/password', { password });
    expect((await fetch(`${management.url}/api/v1/me`, { headers: { cookie } })).status).toBe(401);
  });
});

describe('sessions of one user', () => {
  it('begin at most 600 times a minute, and a refused sign-in leaves the session of the browser alone', async () => {
    const other = await startManagement();
    const bob = { kind: 'user', name: 'bob' } as const;
    for (let number = 1; number < 600; number += 1) await other.access.sessions.create(bob, { address: '127.0.0.1' });
    const cookie = await signIn(other, 'bob');
    const response = await fetch(`${other.url}/api/v1/sessions`, {
      method: 'POST',
      headers: withCookie(cookie, { origin: other.url, 'content-type': 'application/json' }),
      body: JSON.stringify({ name: 'bob', password }),
    });
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('60');
    expect((await fetch(`${other.url}/api/v1/me`, { headers: { cookie } })).status).toBe(200);
    await other.stop();
  });
});

describe('wrong passwords', () => {
  it('[A114] are limited, and the answer says when to try again', async () => {
    const attempt = (guess: number) =>
      management.call(undefined, 'POST', '/api/v1/sessions', { name: 'bob', password: `wrong password ${guess}` });
    let response = await attempt(0);
    for (let guess = 1; response.status === 401 && guess < 40; guess += 1) response = await attempt(guess);
    expect(response.status).toBe(429);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await problemOf(response)).code).toBe('TOO_MANY_REQUESTS');
  });
});
