import type { Question } from '../harness/ask.js';

/** A part of a request in which a client can send a secret. */
export interface Place {
  readonly title: string;
  /** The request with this secret in this place. */
  readonly question: (secret: string) => Question;
}

const manifest = '/v2/team/app/manifests/v1';
const uploads = '/v2/team/app/blobs/uploads/';
const digest = `sha256:${'0'.repeat(64)}`;

const basicOf = (name: string, secret: string) => `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`;
const field = (name: string, value: (secret: string) => string = (secret) => secret, path = manifest) =>
  ((secret) => ({ method: 'GET', path, headers: { [name]: value(secret) } })) satisfies Place['question'];
const query = (path: string, name: string, method = 'GET') =>
  ((secret) => ({ method, path: `${path}?${new URLSearchParams({ [name]: secret })}` })) satisfies Place['question'];
const form = (
  parameters: (secret: string) => Record<string, string>,
  path = '/v2/token',
  more: Readonly<Record<string, string>> = {},
) =>
  ((secret) => ({
    method: 'POST',
    path,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...more },
    body: new URLSearchParams(parameters(secret)).toString(),
  })) satisfies Place['question'];
/** A browser sends it with the forms of our own pages. */
const ownPage = { 'sec-fetch-site': 'same-origin' };
const json = (method: string, path: string, body: (secret: string) => unknown) =>
  ((secret) => ({
    method,
    path,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body(secret)),
  })) satisfies Place['question'];

const titled: Readonly<Record<string, Place['question']>> = {
  'the password of Basic': field('authorization', (secret) => basicOf('ada', secret)),
  'the name of Basic': field('authorization', (secret) => basicOf(secret, 'x')),
  'the password of Basic at the token service': field('authorization', (s) => basicOf('ada', s), '/v2/token'),
  'Basic without a colon': field('authorization', (s) => `Basic ${Buffer.from(s).toString('base64')}`),
  'Basic that is not encoded': field('authorization', (secret) => `Basic ada:${secret}`),
  Bearer: field('authorization', (secret) => `Bearer ${secret}`),
  'the signature of a token': field('authorization', (secret) => `Bearer eyJhbGciOiJFUzI1NiJ9.e30.${secret}`),
  'Bearer at the token service': field('authorization', (secret) => `Bearer ${secret}`, '/token'),
  'another scheme of Authorization': field('authorization', (secret) => `Negotiate ${secret}`),
  'a secret of a robot with a wrong checksum': field('authorization', (s) => basicOf('robot', `ldr_${s}`)),
  'a personal access token with a wrong checksum': field('authorization', (s) => `Bearer ldp_${s}`, '/api/v1/me'),
  'Basic at the API': field('authorization', (secret) => basicOf('ada', secret), '/api/v1/me'),

  'a cookie': field('cookie', (secret) => `session=${secret}`),
  'the cookie of a session': field('cookie', (secret) => `lading=${secret}`, '/api/v1/me'),
  'the cookie of a session over TLS': field('cookie', (secret) => `__Host-lading=${secret}`, '/api/v1/me'),
  'Proxy-Authorization': field('proxy-authorization', (secret) => `Basic ${secret}`),
  'X-Registry-Auth': field('x-registry-auth'),
  'X-Api-Key': field('x-api-key'),
  'X-Forwarded-Access-Token': field('x-forwarded-access-token'),
  Referer: field('referer', (secret) => `https://ada:${secret}@ci.example.com/job?token=${secret}`),
  Origin: field('origin', (secret) => `https://${secret}.example.com`, '/api/v1/me'),
  'If-None-Match': field('if-none-match', (secret) => `"${secret}"`),

  'the password in the query of the token service': query('/v2/token', 'password'),
  'a refresh token in the query of the token service': query('/token', 'refresh_token'),
  'a client secret in the query of the token service': query('/v2/token', 'client_secret'),
  'a service that is a secret': query('/v2/token', 'service'),
  'a scope that is a secret': query('/v2/token', 'scope'),
  'the query of a manifest': query(manifest, 'access_token'),
  'the query of the catalog': query('/v2/_catalog', 'last'),
  'the query of the API': query('/api/v1/users', 'token'),
  'the source of a mount': (secret) => ({
    method: 'POST',
    path: `${uploads}?mount=${digest}&from=https://a:${secret}@b`,
  }),
  'the digest of a mount': query(uploads, 'mount', 'POST'),
  'the query of an upload': query(`${uploads}0`, '_state', 'PATCH'),
  'a whole URL as the target': (secret) => ({
    method: 'GET',
    path: `http://ada:${secret}@registry.test/v2/?x=${secret}`,
  }),

  'the password of a form': form((password) => ({ grant_type: 'password', username: 'ada', password })),
  'the name of a form': form((username) => ({ grant_type: 'password', username, password: 'x' })),
  'a refresh token': form((token) => ({ grant_type: 'refresh_token', refresh_token: token })),
  'the subject token of an exchange': form((token) => ({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: token,
  })),
  'a client secret': form((secret) => ({ grant_type: 'client_credentials', client_secret: secret })),
  'an unknown grant': form((secret) => ({ grant_type: secret })),
  'a token request in JSON': json('POST', '/v2/token', (password) => ({ password })),

  'the password of a sign-in': json('POST', '/api/v1/sessions', (password) => ({ name: 'ada', password })),
  'the name of a sign-in': json('POST', '/api/v1/sessions', (name) => ({ name, password: 'x' })),
  'an unknown member of a sign-in': json('POST', '/api/v1/sessions', (s) => ({ name: 'a', password: s, otp: s })),
  'a password of the wrong type': json('POST', '/api/v1/sessions', (s) => ({ name: 'ada', password: { a: s } })),
  'the password of a new user': json('PUT', '/api/v1/users/ben', (password) => ({ password })),
  'the password of a new user without its type': json('PUT', '/api/v1/users/ben', (s) => ({ password: [s] })),
  'a password on the sign-in page': form((password) => ({ name: 'ada', password }), '/login', ownPage),
  'a form of another site': form((password) => ({ name: 'ada', password }), '/login'),
  'a password in the query of the sign-in page': query('/login', 'password'),
  'the page after a sign-in': query('/login', 'redirect_to'),
  'the cookie of a session at a page': field('cookie', (secret) => `lading=${secret}`, '/account'),
  'a user code in a link': query('/device', 'user_code'),
  'a user code in a form': form((user_code) => ({ user_code, decision: 'approve' }), '/device', ownPage),
  'a device code': form(
    (device_code) => ({
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      client_id: 'lading',
      device_code,
    }),
    '/login/device/token',
  ),
  'a client that is a secret': form((client_id) => ({ client_id }), '/login/device/code'),
  'a scope of a device': form((scope) => ({ client_id: 'lading', scope }), '/login/device/code'),
  'broken JSON at the device flow': (secret) => ({
    method: 'POST',
    path: '/login/device/code',
    headers: { 'content-type': 'application/json' },
    body: `{"device_code": "${secret}`,
  }),
  'the page after a sign-in through a provider': query('/login/oidc/company', 'redirect_to'),
  'a code of a provider': query('/login/oidc/company/callback', 'code'),
  'the state of a sign-in through a provider': query('/login/oidc/company/callback', 'state'),
  'an error of a provider': query('/login/oidc/company/callback', 'error_description'),
  'the ticket of a sign-in through a provider': field(
    'cookie',
    (s) => `lading-sign-in=${s}`,
    '/login/oidc/company/callback?state=x',
  ),
  'broken JSON': (secret) => ({
    method: 'POST',
    path: '/api/v1/sessions',
    headers: { 'content-type': 'application/json' },
    body: `{"name": "ada", "password": "${secret}`,
  }),
};

/** All places. To add one, add an entry to `titled`. */
export const places: readonly Place[] = Object.entries(titled).map(([title, question]) => ({ title, question }));
