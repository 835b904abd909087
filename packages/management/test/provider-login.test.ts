import { LoginProvider } from '@lading/access/testing';
import { type Management, startManagement } from './support/start-management.js';

let provider: LoginProvider;
let management: Management;

beforeAll(async () => {
  provider = await LoginProvider.start();
  management = await startManagement({ publicUrl: new URL('http://localhost:5000'), providers: [entry('company')] });
});
afterAll(async () => {
  await management.stop();
  await provider.close();
});
beforeEach(() => {
  provider.fault = 'none';
  provider.person = { sub: '1', preferred_username: 'ada', groups: ['dev'] };
});

function entry(name: string) {
  return {
    name,
    title: 'Company account',
    issuer: provider.issuer,
    clientId: provider.clientId,
    scopes: ['openid'],
    nameClaim: 'preferred_username',
    groupsClaim: 'groups',
    createsUsers: true,
    addresses: ['127.0.0.1'],
  };
}

async function get(path: string | URL, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(new URL(path, management.url), { redirect: 'manual', headers });
}

/** The cookies of an answer, as a browser sends them. */
function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';', 1)[0])
    .join('; ');
}

/** Goes to the provider and back, up to the last request. */
async function goToProvider(query = '') {
  const begun = await get(`/login/oidc/company${query}`);
  expect(begun.status).toBe(302);
  return { begun, cookie: cookiesOf(begun), back: await provider.visit(new URL(begun.headers.get('location') ?? '')) };
}

describe('GET /api/v1/sign-in/providers', () => {
  it('names the providers to anybody', async () => {
    const response = await get('/api/v1/sign-in/providers');
    expect(await response.json()).toEqual({
      items: [{ name: 'company', title: 'Company account', startUrl: `${management.url}/login/oidc/company` }],
    });
  });
});

describe('a sign-in through a provider', () => {
  it('sets the cookie of a session, which the API accepts', async () => {
    const { begun, cookie, back } = await goToProvider('?redirect_to=%2Fdevice%3Fuser_code%3DABCD');
    expect(Object.fromEntries(begun.headers)).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'set-cookie': expect.stringMatching(/^lading-sign-in=[\w-]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600$/),
    });
    expect(`${back.origin}${back.pathname}`).toBe(`${management.url}/login/oidc/company/callback`);
    const finished = await get(back, { cookie });
    expect([finished.status, finished.headers.get('location'), await finished.text()]).toEqual([
      303,
      `${management.url}/device?user_code=ABCD`,
      '',
    ]);
    const [removed, session = ''] = finished.headers.getSetCookie();
    expect(removed).toMatch(/^lading-sign-in=; Path=\/; .*Max-Age=0$/);
    expect(session).toMatch(/^lading=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
    const me = await get('/api/v1/me', { cookie: session.split(';', 1)[0] ?? '' });
    expect(await me.json()).toMatchObject({ name: 'ada', groups: ['company:dev'] });
  });

  it('ends the session that the browser had', async () => {
    const first = await goToProvider();
    const session = cookiesOf(await get(first.back, { cookie: first.cookie }));
    const second = await goToProvider();
    await get(second.back, { cookie: `${second.cookie}; ${session}` });
    expect((await get('/api/v1/me', { cookie: session })).status).toBe(401);
  });

  it('ends with the URL of the sign-out page of the provider', async () => {
    const { cookie, back } = await goToProvider();
    const headers = { cookie: cookiesOf(await get(back, { cookie })), 'sec-fetch-site': 'same-origin' };
    const current = `${management.url}/api/v1/sessions/current`;
    const response = await fetch(current, { method: 'DELETE', headers });
    expect([response.status, await response.json()]).toEqual([
      200,
      {
        endSessionUrl: `${provider.issuer}/sign-out?${new URLSearchParams({ post_logout_redirect_uri: `${management.url}/login`, client_id: 'lading' })}`,
      },
    ]);
    expect((await get('/api/v1/me', headers)).status).toBe(401);
  });

  it('shows the identity and the groups to administrators', async () => {
    const { cookie, back } = await goToProvider();
    await get(back, { cookie });
    const user = await (await management.call('root', 'GET', '/api/v1/users/ada')).json();
    expect(user).toMatchObject({
      hasPassword: false,
      identity: { issuer: provider.issuer, subject: '1' },
      providerGroups: ['company:dev'],
    });
    const password = await management.call('root', 'PUT', '/api/v1/users/ada/password', {
      password: 'a long password',
    });
    expect([password.status, await password.json()]).toEqual([409, expect.objectContaining({ code: 'READ_ONLY' })]);
  });

  it.each([
    '//evil.example.com',
    '/\\evil.example.com',
    '\\/evil.example.com',
    '/\t/evil.example.com',
    '/%09/../..//evil.example.com',
    '/a/..//evil.example.com',
    'https://evil.example.com/',
    'javascript:alert(1)',
    'evil',
    '/\r\nLocation: https://evil.example.com',
    ' //evil.example.com',
    '',
  ])('[A87] ends on a page of the registry itself: %j', async (target) => {
    const { cookie, back } = await goToProvider(`?${new URLSearchParams({ redirect_to: target })}`);
    const location = (await get(back, { cookie })).headers.get('location') ?? '';
    expect(new URL(location).origin).toBe(management.url);
    expect(new URL(location).pathname).not.toMatch(/^\/[/\\]/);
  });

  it('[A87] ignores a page that is given twice', async () => {
    const { cookie, back } = await goToProvider('?redirect_to=/a&redirect_to=/b');
    expect((await get(back, { cookie })).headers.get('location')).toBe(`${management.url}/account`);
  });
});

it('ends on a page with a long path, and on the account if no cookie could keep the path', async () => {
  const target = async (path: string) => {
    const { cookie, back } = await goToProvider(`?${new URLSearchParams({ redirect_to: path })}`);
    return (await get(back, { cookie })).headers.get('location')?.slice(management.url.length);
  };
  for (const path of [`/${'a'.repeat(2047)}`, `/?${'%5C'.repeat(680)}`]) expect(await target(path)).toBe(path);
  expect(await target(`/?${'\\'.repeat(680)}`)).toBe(`/?${'%5C'.repeat(680)}`);
  for (const path of [`/${'a'.repeat(2048)}`, `/${'é'.repeat(400)}`, `/?${'\\'.repeat(2046)}`])
    expect(await target(path)).toBe('/account');
});

describe('a sign-in that fails', () => {
  const codeOf = async (response: Response) => [
    response.status,
    response.headers.get('content-type'),
    ((await response.json()) as { code: string }).code,
  ];
  const type = 'application/problem+json; charset=utf-8';

  it('[A82] without the cookie, with a wrong state, or at the second time', async () => {
    const { cookie, back } = await goToProvider();
    expect(await codeOf(await get(back))).toEqual([400, type, 'SIGN_IN_EXPIRED']);
    const wrong = new URL(back);
    wrong.searchParams.set('state', 'wrong');
    expect(await codeOf(await get(wrong, { cookie }))).toEqual([400, type, 'SIGN_IN_EXPIRED']);
    expect((await get(back, { cookie })).status).toBe(303);
    expect(await codeOf(await get(back, { cookie }))).toEqual([400, type, 'SIGN_IN_EXPIRED']);
    const bare = await get('/login/oidc/company/callback', { cookie });
    expect(await codeOf(bare)).toEqual([400, type, 'SIGN_IN_EXPIRED']);
  });

  it('[A82] [A84] with an answer that is wrong', async () => {
    for (const fault of ['other-answer', 'forged', 'reused-nonce'] as const) {
      provider.fault = fault;
      const { cookie, back } = await goToProvider();
      const response = await get(back, { cookie });
      expect(cookiesOf(response)).toBe('lading-sign-in=');
      expect(await codeOf(response)).toEqual([400, type, 'SIGN_IN_REFUSED']);
    }
  });

  it('with a user who is disabled', async () => {
    provider.person = { sub: 'eve', preferred_username: 'eve' };
    const first = await goToProvider();
    await get(first.back, { cookie: first.cookie });
    await management.call('root', 'PUT', '/api/v1/users/eve', { isDisabled: true });
    const { cookie, back } = await goToProvider();
    expect(await codeOf(await get(back, { cookie }))).toEqual([403, type, 'NOT_ALLOWED']);
  });

  it('with a provider that is down, or that nobody knows', async () => {
    const { cookie, back } = await goToProvider();
    provider.fault = 'down';
    const response = await get(back, { cookie });
    expect(response.headers.get('retry-after')).toBe('5');
    expect(await codeOf(response)).toEqual([503, type, 'PROVIDER_UNAVAILABLE']);
    for (const path of ['/login/oidc/other', '/login/oidc/other/callback?code=x&state=y'])
      expect(await codeOf(await get(path))).toEqual([404, type, 'NOT_FOUND']);
  });

  it('leads a browser back to the sign-in page, which says why', async () => {
    const accept = 'text/html,application/xhtml+xml';
    const response = await get('/login/oidc/company/callback?error=access_denied&state=x', { accept });
    expect([response.status, response.headers.get('location')]).toEqual([303, '/login?error=sign-in-expired']);
    expect(await (await get('/login?error=sign-in-expired')).text()).toContain('took too long');
    const unknown = await get('/login/oidc/other', { accept });
    expect(unknown.headers.get('location')).toBe('/login?error=not-found');
  });
});

it('marks the cookie Secure at a public address, and trusts no Host', async () => {
  const publicUrl = new URL('https://registry.example.com');
  const other = await startManagement({ publicUrl, providers: [entry('company')] });
  const response = await fetch(`${other.url}/login/oidc/company`, {
    redirect: 'manual',
    headers: { host: 'evil.example.com', 'x-forwarded-host': 'evil.example.com' },
  });
  expect(response.headers.get('set-cookie')).toMatch(/^__Host-lading-sign-in=[\w-]+; Path=\/; HttpOnly; .*; Secure/);
  const page = new URL(response.headers.get('location') ?? '');
  expect(page.searchParams.get('redirect_uri')).toBe('https://registry.example.com/login/oidc/company/callback');
  await other.stop();
});

describe('the pages for people', () => {
  it('lead to the providers, and bring along the page to come back to', async () => {
    const text = await (await get('/login?redirect_to=/device?user_code=BCDFGHJK')).text();
    expect(text).toContain(
      'href="login/oidc/company?redirect_to=%2Fdevice%3Fuser_code%3DBCDFGHJK">Sign in with Company account</a>',
    );
  });

  it('show where to sign out of the provider, too', async () => {
    const { back, cookie } = await goToProvider();
    const finished = await get(back.pathname + back.search, { cookie });
    const response = await fetch(`${management.url}/logout`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie: cookiesOf(finished), origin: management.url },
    });
    expect(response.status).toBe(200);
    expect(response.headers.getSetCookie().join()).toContain('Max-Age=0');
    expect(await response.text()).toContain(`href="${provider.issuer}/sign-out?`);
  });
});
