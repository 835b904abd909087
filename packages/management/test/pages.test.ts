import { setTimeout as sleep } from 'node:timers/promises';
import { Controller, Get } from '@nestjs/common';
import { ownPath } from '../src/pages/own-path.js';
import { requireAudiences } from '../src/pages/require-audiences.js';
import { type Management, password, signIn, startManagement } from './support/start-management.js';

let management: Management;
beforeAll(async () => {
  management = await startManagement();
});
afterAll(() => management.stop());

async function get(path: string, headers: Record<string, string> = {}) {
  return fetch(`${management.url}${path}`, { redirect: 'manual', headers });
}

async function post(path: string, form: Record<string, string>, headers: Record<string, string> = {}) {
  return fetch(`${management.url}${path}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: management.url, ...headers },
    body: new URLSearchParams(form),
  });
}

const begin = async (device: string) => {
  const client = { address: '192.0.2.9', userAgent: '<img src=x>' };
  const answer = await management.access.devices.begin({ device, client });
  if (answer.outcome !== 'begun') throw new Error(answer.outcome);
  return answer;
};

describe('a page', () => {
  it.each(['/login', '/device', '/account'])('%s loads nothing from elsewhere, and is kept nowhere', async (path) => {
    const cookie = await signIn(management, 'bob');
    const response = await get(path, { cookie });
    expect([path, response.status]).toEqual([path, 200]);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy':
        "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    const text = await response.text();
    expect(text).not.toMatch(/<script|<style|style=|\son\w+=|https?:\/\//);
    const [, style = ''] = /<link rel="stylesheet" href="([^"]+)">/.exec(text) ?? [];
    const sheet = await get(`/${style}`);
    expect([sheet.status, sheet.headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8']);
    expect(await sheet.text()).not.toMatch(/url\(|@import/);
  });

  it.each(['/device', '/account'])('%s sends a visitor to the sign-in and back', async (path) => {
    for (const headers of [
      {},
      { cookie: `lading=${'x'.repeat(43)}` },
      { authorization: `Bearer ${management.secrets.bob}` },
    ]) {
      const response = await get(path, headers);
      expect([response.status, response.headers.get('location')]).toEqual([
        303,
        `/login?redirect_to=${encodeURIComponent(path)}`,
      ]);
    }
  });

  it('[A107] takes no form of another site', async () => {
    const cookie = await signIn(management, 'bob');
    for (const [path, form] of [
      ['/login', { name: 'bob', password }],
      ['/device', { user_code: 'BCDF-GHJK', decision: 'approve' }],
      ['/account', { action: 'end-sessions' }],
      ['/logout', {}],
    ] as const)
      for (const foreign of [
        { origin: 'https://evil.example' },
        { origin: 'null' },
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
      ]) {
        const response = await post(path, form, { cookie, ...foreign });
        expect([path, foreign, response.status]).toEqual([path, foreign, 403]);
        expect(response.headers.get('set-cookie')).toBeNull();
      }
    const without = await fetch(`${management.url}/logout`, { method: 'POST', headers: { cookie } });
    expect(without.status).toBe(403);
    expect((await get('/account', { cookie })).status).toBe(200);
  });

  it('stops the start if it does not declare its audience', () => {
    @Controller('forgotten')
    class ForgetfulController {
      @Get()
      show() {
        return '';
      }
    }
    expect(() => requireAudiences([ForgetfulController])).toThrow(
      'ForgetfulController.show does not declare its audience with @Page()',
    );
  });
});

describe('/login', () => {
  it('[A109] begins a new session, and ends the one before', async () => {
    const old = await signIn(management, 'bob');
    const response = await post(
      '/login',
      { name: 'bob', password, redirect_to: '/device?user_code=BCDFGHJK' },
      { cookie: old },
    );
    expect([response.status, response.headers.get('location')]).toEqual([303, '/device?user_code=BCDFGHJK']);
    const [cookie = ''] = (response.headers.get('set-cookie') ?? '').split(';');
    expect(response.headers.get('set-cookie')).toMatch(/^lading=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
    expect((await get('/account', { cookie })).status).toBe(200);
    expect((await get('/account', { cookie: old })).status).toBe(303);
  });

  it('says that a name or a password is wrong, and escapes the input', async () => {
    const response = await post('/login', { name: '"><b>bob', password: 'not the password', redirect_to: '/"><i>' });
    expect(response.status).toBe(401);
    expect(response.headers.get('set-cookie')).toBeNull();
    const text = await response.text();
    expect(text).toContain('The name or the password is wrong.');
    expect(text).toContain('value="&quot;&gt;&lt;b&gt;bob"');
    expect(text).not.toMatch(/not the password|<b>|<i>/);
  });

  it.each([
    ['sign-in-expired', 'took too long'],
    ['sign-in-refused', 'was refused'],
    ['provider-unavailable', 'is not responding'],
    ['not-allowed', 'may not use this registry'],
    ['sign-in-old', 'within the last 10 minutes'],
  ])('says what %s means', async (error, sentence) => {
    expect(await (await get(`/login?error=${error}`)).text()).toContain(sentence);
  });

  it('says nothing for an unknown error', async () => {
    expect(await (await get('/login?error=<script>&error=x')).text()).not.toMatch(/role="alert"|<script/);
  });

  it.each([
    ['/account', '/account'],
    ['/device?user_code=BCDFGHJK', '/device?user_code=BCDFGHJK'],
    ['/a/../b#c', '/b'],
    ['', '/account'],
    ['//evil', '/account'],
    ['/\\evil', '/account'],
    ['\\\\evil', '/account'],
    ['/\t/evil', '/account'],
    ['/.//evil', '/account'],
    ['/a/..//evil', '/account'],
    ['https://evil', '/account'],
    ['evil', '/account'],
    ['javascript:alert(1)', '/account'],
    [`/${'a'.repeat(3000)}`, '/account'],
  ])('[A87] leads only to pages of the registry: %j', async (target, location) => {
    const response = await post('/login', { name: 'bob', password, redirect_to: target });
    expect([response.status, response.headers.get('location')]).toEqual([303, location]);
    expect(ownPath(target, '/account')).toBe(location);
  });
});

describe('/device', () => {
  it('fills in the code of a link, and looks for it only when the person continues', async () => {
    const cookie = await signIn(management, 'bob');
    for (let count = 0; count < 12; count += 1) {
      const code = `BCDFGHJ${'BCDFGHJKLMNP'[count]}`;
      expect(await (await get(`/device?user_code=${code}`, { cookie })).text()).toContain(
        `value="${code.slice(0, 4)}-${code.slice(4)}"`,
      );
    }
    const { userCode } = await begin('laptop');
    expect((await post('/device', { user_code: userCode }, { cookie })).status).toBe(200);
    expect(await (await get('/device?user_code=<b>', { cookie })).text()).not.toContain('<b>');
  });

  it('shows who asks, from where, and warns, before anything is approved', async () => {
    const cookie = await signIn(management, 'bob');
    const { userCode, deviceCode } = await begin('<script>alert(1)</script>');
    const text = await (await post('/device', { user_code: userCode }, { cookie })).text();
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(text).toContain('&lt;img src=x&gt;');
    for (const shown of [
      userCode,
      '192.0.2.9',
      'do everything that you may do',
      'Never approve a code that somebody sent',
    ])
      expect(text).toContain(shown);
    expect(text).not.toMatch(/<script|<img/);
    const client = { address: '192.0.2.9' };
    expect(await management.access.devices.poll({ deviceCode, client })).toEqual({ outcome: 'pending' });
  });

  it('says when no device waits with a code', async () => {
    const cookie = await signIn(management, 'bob');
    for (const code of ['XXXX-XXXX', 'no code']) {
      const response = await post('/device', { user_code: code, decision: 'approve' }, { cookie });
      expect(response.status).toBe(400);
      expect(await response.text()).toContain('role="alert"');
    }
  });

  it('brings the code along to the sign-in', async () => {
    const response = await post('/device', { user_code: 'bcdf-ghjk', decision: 'approve' });
    expect([response.status, response.headers.get('location')]).toEqual([
      303,
      '/login?redirect_to=%2Fdevice%3Fuser_code%3DBCDFGHJK',
    ]);
  });
});

describe('/account', () => {
  it('shows the sessions and tokens of the user, and ends and deletes them', async () => {
    const [cookie, other] = [await signIn(management, 'alice'), await signIn(management, 'alice')];
    const { personalTokens, sessions } = management.access.administration;
    const alice = { identity: { kind: 'user', name: 'alice' } } as const;
    const { credential } = await personalTokens.create(alice, 'alice', { description: 'a "laptop"' });
    const text = await (await get('/account', { cookie })).text();
    expect(text).toContain('a &quot;laptop&quot;');
    expect(text).toContain(credential.hint);
    expect(text).toContain('(this session)');
    const [foreign] = (await sessions.list(alice, { user: 'alice', limit: 10 })).items.slice(-1);
    expect((await post('/account', { action: 'end-session', id: foreign?.id ?? '' }, { cookie })).status).toBe(303);
    expect((await get('/account', { cookie: other })).status).toBe(303);
    expect((await post('/account', { action: 'delete-token', id: credential.id }, { cookie })).status).toBe(303);
    expect(await (await get('/account', { cookie })).text()).not.toContain('a &quot;laptop&quot;');
  });

  it('[A103] ends and deletes nothing of others', async () => {
    const [cookie, other] = [await signIn(management, 'bob'), await signIn(management, 'root')];
    const { personalTokens, sessions } = management.access.administration;
    const root = { identity: { kind: 'user', name: 'root' } } as const;
    const [session] = (await sessions.list(root, { user: 'root', limit: 1 })).items;
    const { credential } = await personalTokens.create(root, 'root', { description: 'of root' });
    for (const [action, id] of [
      ['end-session', session?.id ?? ''],
      ['delete-token', credential.id],
      ['end-session', 'x'],
    ] as const)
      expect([action, (await post('/account', { action, id }, { cookie })).status]).toEqual([action, 404]);
    expect((await get('/account', { cookie: other })).status).toBe(200);
    expect((await post('/account', { action: 'own' }, { cookie })).status).toBe(400);
  });

  it('ends all sessions, also this one', async () => {
    const [cookie, other] = [await signIn(management, 'alice'), await signIn(management, 'alice')];
    const response = await post('/account', { action: 'end-sessions' }, { cookie });
    expect(response.status).toBe(303);
    for (const ended of [cookie, other]) expect((await get('/account', { cookie: ended })).status).toBe(303);
    // A new session must be younger than the end of the others.
    await sleep(5);
    expect((await get('/account', { cookie: await signIn(management, 'alice') })).status).toBe(200);
  });

  it('signs out', async () => {
    const cookie = await signIn(management, 'bob');
    const response = await post('/logout', {}, { cookie });
    expect([response.status, response.headers.get('location')]).toEqual([303, '/login']);
    expect(response.headers.get('set-cookie')).toMatch(/^lading=;.*Max-Age=0$/);
    expect((await get('/account', { cookie })).status).toBe(303);
    expect((await post('/logout', {})).status).toBe(303);
  });
});
