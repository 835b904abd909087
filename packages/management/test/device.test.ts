import { type Management, signIn, startManagement } from './support/start-management.js';

let management: Management;
beforeAll(async () => {
  management = await startManagement();
});
afterAll(() => management.stop());

const grant = 'urn:ietf:params:oauth:grant-type:device_code';

async function post(path: string, form: Record<string, string>, headers: Record<string, string> = {}) {
  const response = await fetch(`${management.url}${path}`, {
    method: 'POST',
    headers,
    body: new URLSearchParams(form),
  });
  expect(response.headers.get('cache-control')).toBe('no-store');
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, string>,
  };
}

const begin = (more: Record<string, string> = {}) => post('/login/device/code', { client_id: 'lading', ...more });
const poll = (code: string, more: Record<string, string> = {}) =>
  post('/login/device/token', { grant_type: grant, client_id: 'lading', device_code: code, ...more });

async function decide(user: string, code: string, decision: 'approve' | 'deny') {
  const cookie = await signIn(management, user);
  const response = await fetch(`${management.url}/device`, {
    method: 'POST',
    headers: { cookie, origin: management.url },
    body: new URLSearchParams({ user_code: code, decision }),
  });
  expect(response.status).toBe(200);
}

describe('the device flow', () => {
  it('is described where programs look for it (RFC 8414)', async () => {
    const response = await fetch(`${management.url}/.well-known/oauth-authorization-server`);
    expect(await response.json()).toEqual({
      issuer: management.url,
      device_authorization_endpoint: `${management.url}/login/device/code`,
      token_endpoint: `${management.url}/login/device/token`,
      grant_types_supported: [grant],
      response_types_supported: [],
      token_endpoint_auth_methods_supported: ['none'],
    });
  });

  it('gives a token to the device that a person approves, once', async () => {
    const begun = await begin({ device_name: 'laptop' });
    expect(begun).toMatchObject({ status: 200, body: { expires_in: 900, interval: 5 } });
    const { device_code = '', user_code = '', verification_uri, verification_uri_complete } = begun.body;
    expect(verification_uri).toBe(`${management.url}/device`);
    expect(verification_uri_complete).toBe(`${management.url}/device?user_code=${user_code}`);
    await decide('bob', user_code, 'approve');
    const { status, body } = await poll(device_code);
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'Bearer', username: 'bob', token_id: expect.any(String) });
    expect(Math.abs(Number(body.expires_in) - 90 * 24 * 3600)).toBeLessThan(10);
    const authorization = `Bearer ${body.access_token}`;
    const me = await fetch(`${management.url}/api/v1/me`, { headers: { authorization } });
    expect(await me.json()).toMatchObject({ name: 'bob', credential: body.token_id });
    expect(await poll(device_code)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  it('[A88] asks a device to wait for the decision, and to slow down if it polls fast', async () => {
    const { device_code = '' } = (await begin()).body;
    expect(await poll(device_code)).toMatchObject({ status: 400, body: { error: 'authorization_pending' } });
    expect(await poll(device_code)).toMatchObject({ status: 400, body: { error: 'slow_down' } });
  });

  it('takes a parameter without a value for one that is absent (RFC 8628, section 3.1)', async () => {
    expect(await begin({ device_name: '', scope: '', unknown: '' })).toMatchObject({ status: 200 });
  });

  it('refuses a device that a person denies', async () => {
    const { device_code = '', user_code = '' } = (await begin()).body;
    await decide('bob', user_code, 'deny');
    expect(await poll(device_code)).toMatchObject({ status: 400, body: { error: 'access_denied' } });
  });

  it('gives a token with the scopes that the device has asked for', async () => {
    const scope = 'repository:team/**:pull';
    const { device_code = '', user_code = '' } = (await begin({ scope })).body;
    await decide('alice', user_code, 'approve');
    expect((await poll(device_code)).body).toMatchObject({ scope, username: 'alice' });
  });

  it.each<[string, number, string, () => ReturnType<typeof post>]>([
    ['another client', 401, 'invalid_client', () => begin({ client_id: 'docker' })],
    ['no client', 400, 'invalid_request', () => post('/login/device/code', {})],
    ['a client without a value', 400, 'invalid_request', () => begin({ client_id: '' })],
    ['an unknown scope', 400, 'invalid_scope', () => begin({ scope: 'openid' })],
    ['a name that is not printed', 400, 'invalid_request', () => begin({ device_name: 'a\u202eb' })],
    ['a long name', 400, 'invalid_request', () => begin({ device_name: 'a'.repeat(65) })],
    ['another grant', 400, 'unsupported_grant_type', () => poll('x', { grant_type: 'password' })],
    ['an unknown device code', 400, 'invalid_grant', () => poll('x'.repeat(43))],
    ['no device code', 400, 'invalid_grant', () => poll('')],
    [
      'another site',
      403,
      'invalid_request',
      () => post('/login/device/code', { client_id: 'lading' }, { origin: 'https://evil.example' }),
    ],
  ])('refuses %s with %d %s', async (_, status, error, ask) => {
    expect(await ask()).toMatchObject({ status, body: { error } });
  });

  it('takes a form and nothing else', async () => {
    const response = await fetch(`${management.url}/login/device/code`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"client_id":"lading"}',
    });
    expect([response.status, await response.json()]).toEqual([
      400,
      { error: 'invalid_request', error_description: expect.any(String) },
    ]);
  });

  it('limits the requests of one network', async () => {
    let answer = await begin();
    for (let count = 0; answer.status === 200 && count < 30; count += 1) answer = await begin();
    expect(answer).toMatchObject({ status: 429, body: { error: 'temporarily_unavailable' } });
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});
