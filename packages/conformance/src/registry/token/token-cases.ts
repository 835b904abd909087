import assert from 'node:assert/strict';
import { expectError, expectHeader, expectJson, expectRefusal, expectStatus } from '../expect.js';
import { type Answer, header } from '../http/answer.js';
import { casesOf, type RegistryCase } from '../registry-case.js';
import { People } from './people.js';
import { formType, tokenIn } from './token-endpoint.js';

/** A refusal in the words of the OCI and of OAuth 2. */
function expectTokenError(answer: Answer, status: number | readonly number[], error?: string): void {
  expectRefusal(answer, status);
  const body = expectJson(answer) as { readonly errors?: unknown; readonly error?: unknown };
  assert.ok(Array.isArray(body.errors), 'the body has errors');
  if (error !== undefined) assert.equal(body.error, error);
}

const cases: readonly RegistryCase[] = [
  {
    id: 'get',
    title:
      '[A15] [A29] answers a name and a password with a token, twice named, for at least a minute, not to be stored',
    requirements: ['AUTH-06', 'AUTH-07'],
    strength: 'should',
    async run(registry) {
      const { endpoint, accounts } = await People.of(registry);
      const answer = await endpoint.get({ account: accounts.member });
      expectStatus(answer, 200);
      expectHeader(answer, 'cache-control', /no-store/);
      const { token, access_token, expires_in } = tokenIn(answer);
      assert.equal(access_token, token);
      assert.ok(typeof expires_in === 'number' && expires_in >= 60, `expires_in is ${expires_in}`);
      const headers = { authorization: `Bearer ${token}` };
      expectStatus(await registry.anonymous.send('GET', '/v2/', { headers }), 200);
    },
  },
  {
    id: 'wrong-password',
    title: '[A16] [A17] answers a wrong password and an unknown user alike, with 401 and errors',
    requirements: ['AUTH-09', 'CLI-07'],
    strength: 'should',
    async run(registry) {
      const { endpoint, accounts } = await People.of(registry);
      const password = `wrong-${Date.now()}`;
      const wrong = await endpoint.get({ account: { username: accounts.stranger.username, password } });
      const unknown = await endpoint.get({ account: { username: 'nobody-knows-me', password } });
      expectError(wrong, 401, 'UNAUTHORIZED');
      expectTokenError(wrong, 401);
      assert.equal(unknown.status, wrong.status);
      assert.deepEqual(expectJson(unknown), expectJson(wrong));
      expectTokenError(await endpoint.post(endpoint.formOf({ ...accounts.stranger, password })), 401);
    },
  },
  {
    id: 'wrong-basic',
    title: 'answers a wrong password below /v2/ with the challenge for a token, and no error',
    requirements: ['AUTH-01', 'AUTH-09'],
    strength: 'should',
    async run(registry) {
      const people = await People.of(registry);
      const wrong = { username: people.accounts.stranger.username, password: `wrong-${Date.now()}` };
      const authorization = `Basic ${Buffer.from(`${wrong.username}:${wrong.password}`).toString('base64')}`;
      const answer = await registry.anonymous.send('GET', '/v2/', { headers: { authorization } });
      expectRefusal(answer, 401);
      assert.doesNotMatch(expectHeader(answer, 'www-authenticate', /^Bearer /), /error=/);
    },
  },
  {
    id: 'form',
    title: '[A18] answers a form with a token and its scope, also if the form has a charset',
    requirements: ['AUTH-11', 'CLI-07'],
    strength: 'should',
    async run(registry) {
      const people = await People.of(registry);
      const scope = `repository:${people.newName('member')}:pull,push`;
      const form = people.endpoint.formOf(people.accounts.member, scope);
      for (const type of [formType, `${formType}; charset=utf-8`, 'Application/X-WWW-Form-Urlencoded;charset=UTF-8']) {
        const answer = await people.endpoint.post(form, type);
        expectStatus(answer, 200);
        expectHeader(answer, 'cache-control', /no-store/);
        assert.equal(tokenIn(answer).scope, scope);
      }
    },
  },
  {
    id: 'many-scopes',
    title: '[A19] reads scopes that are repeated and scopes between spaces, of a query and of a form',
    requirements: ['AUTH-06', 'AUTH-11', 'CLI-07'],
    strength: 'should',
    async run(registry) {
      const people = await People.of(registry);
      const { endpoint, accounts } = people;
      const names = [people.newName('member'), people.newName('member'), people.newName('member')];
      const [first = '', ...others] = names.map((name) => `repository:${name}:pull`);
      const granted = await endpoint.grantedTo(accounts.member, first, others.join(' '));
      assert.deepEqual(granted, [first, ...others].sort());
      const bearer = await endpoint.bearer(accounts.member, first, others.join(' '));
      for (const name of names) expectStatus(await people.withAuthorization(bearer, name).get('tags/list'), 404);
    },
  },
  {
    id: 'unknown-grant',
    title: '[A20] refuses a grant that it does not know with unsupported_grant_type',
    requirements: ['AUTH-11'],
    strength: 'should',
    async run(registry) {
      const { endpoint } = await People.of(registry);
      const form: [string, string][] = [
        ['grant_type', 'urn:example:unknown'],
        ['service', endpoint.service],
      ];
      expectTokenError(await endpoint.post(form), 400, 'unsupported_grant_type');
    },
  },
  {
    id: 'json-body',
    title: '[A21] refuses a body of JSON',
    requirements: ['AUTH-11'],
    strength: 'choice',
    async run(registry) {
      const { endpoint, accounts } = await People.of(registry);
      const body = JSON.stringify(Object.fromEntries(endpoint.formOf(accounts.member)));
      expectTokenError(await endpoint.post(body, 'application/json'), [400, 415]);
    },
  },
  {
    id: 'long-form',
    title: '[A22] takes a form of 64 KiB, and refuses one byte more with 413',
    requirements: ['AUTH-11'],
    strength: 'choice',
    async run(registry) {
      const { endpoint, accounts } = await People.of(registry);
      const form = `${new URLSearchParams(endpoint.formOf(accounts.member))}&padding=`;
      expectStatus(await endpoint.post(form.padEnd(64 * 1024, 'x')), 200);
      expectTokenError(await endpoint.post(form.padEnd(64 * 1024 + 1, 'x')), 413);
    },
  },
  {
    id: 'foreign-service',
    title: '[A23] makes no token for another service',
    requirements: ['AUTH-14'],
    strength: 'choice',
    async run(registry) {
      const { endpoint, accounts } = await People.of(registry);
      const service = 'other.example';
      expectTokenError(await endpoint.get({ account: accounts.member, parameters: { service } }), 400);
      const form = endpoint.formOf(accounts.member).filter(([name]) => name !== 'service');
      expectTokenError(await endpoint.post([...form, ['service', service]]), 400);
    },
  },
  {
    id: 'account',
    title: '[A24] gives a token to the owner of the password, and ignores the parameter account',
    requirements: ['AUTH-06'],
    strength: 'should',
    async run(registry) {
      const people = await People.of(registry);
      const { name } = await people.newImageIn('private');
      const { owner, stranger } = people.accounts;
      const answer = await people.endpoint.get({
        account: stranger,
        scopes: [`repository:${name}:pull`],
        parameters: { account: owner.username },
      });
      const authorization = `Bearer ${tokenIn(answer).token}`;
      expectRefusal(await people.withAuthorization(authorization, name).get('manifests/v1'), [401, 403]);
    },
  },
  {
    id: 'offline',
    title: '[A25] gives no refresh token to a client that asks for none',
    requirements: ['AUTH-07'],
    strength: 'should',
    async run(registry) {
      const { endpoint, accounts } = await People.of(registry);
      const got = await endpoint.get({ account: accounts.member });
      const posted = await endpoint.post(endpoint.formOf(accounts.member));
      for (const answer of [got, posted]) assert.equal(tokenIn(answer).refresh_token, undefined);
    },
  },
  {
    id: 'anonymous',
    title: '[A28] gives an anonymous client a token for public repositories only',
    requirements: ['AUTH-06', 'AUTH-09'],
    strength: 'should',
    async run(registry) {
      const people = await People.of(registry);
      const [open, closed] = [await people.newImageIn('public'), await people.newImageIn('shared')];
      const scopes = [`repository:${closed.name}:pull`, `repository:${open.name}:pull,push`];
      const bearer = await people.endpoint.bearer(undefined, scopes.join(' '));
      const [inOpen, inClosed] = [open, closed].map(({ name }) => people.withAuthorization(bearer, name));
      assert.ok(inOpen !== undefined && inClosed !== undefined);
      expectStatus(await inOpen.get('manifests/v1'), 200);
      for (const answer of [await inClosed.get('manifests/v1'), await inOpen.postUpload()]) {
        expectError(answer, 401, 'UNAUTHORIZED');
        expectHeader(answer, 'www-authenticate', /error="insufficient_scope"/);
      }
      expectStatus(await inOpen.http.send('GET', '/v2/'), 200);
    },
  },
  {
    id: 'query-credentials',
    title: '[A30] ignores a name and a password in the query',
    requirements: ['AUTH-06'],
    strength: 'should',
    async run(registry) {
      const people = await People.of(registry);
      const { name } = await people.newImageIn('shared');
      const { username, password } = people.accounts.member;
      const parameters = { grant_type: 'password', username, password };
      const answer = await people.endpoint.get({ scopes: [`repository:${name}:pull`], parameters });
      if (answer.status !== 200) return;
      const bearer = `Bearer ${tokenIn(answer).token}`;
      expectRefusal(await people.withAuthorization(bearer, name).get('manifests/v1'), 401);
    },
  },
  {
    id: 'cookie',
    title: '[A108] takes no cookie for credentials',
    requirements: ['AUTH-01'],
    strength: 'should',
    async run(registry) {
      const people = await People.of(registry);
      const bare = registry.withoutCredentials(people.as('owner', people.newName('member')));
      const answer = await bare.postUpload('', { headers: { cookie: '__Host-lading=x; session=x' } });
      expectRefusal(answer, 401);
      assert.equal(header(answer, 'set-cookie'), undefined);
    },
  },
];

/** What a token endpoint answers, by the documents of Docker and OAuth 2, and by what clients send. */
export const tokenCases = casesOf('token', cases, ['token-service']);
