import assert from 'node:assert/strict';
import { expectJson, expectRefusal, expectStatus } from '../expect.js';
import { casesOf, type RegistryCase } from '../registry-case.js';
import type { RegistryContext } from '../registry-context.js';
import { People } from './people.js';
import { tokenIn } from './token-endpoint.js';

/** How often a refresh token is used at once. */
const uses = 20;

/** The accounts of a run, and a refresh token of the member. */
async function settle(registry: RegistryContext) {
  const people = await People.of(registry);
  const { endpoint, accounts } = people;
  const answer = await endpoint.get({ account: accounts.member, parameters: { offline_token: 'true' } });
  const { refresh_token: token } = tokenIn(answer);
  assert.ok(typeof token === 'string' && token !== '', 'the answer has a refresh token');
  return { people, endpoint, token };
}

const cases: readonly RegistryCase[] = [
  {
    id: 'many-times',
    title: '[A26] accepts a refresh token many times, also at once, and does not replace it',
    requirements: ['AUTH-07', 'AUTH-11'],
    strength: 'choice',
    async run(registry) {
      const { people, endpoint, token } = await settle(registry);
      const { name } = await people.newImageIn('shared');
      const form = endpoint.refreshFormOf(token, `repository:${name}:pull`);
      const answers = await Promise.all(Array.from({ length: uses }, () => endpoint.post(form)));
      for (const answer of answers) {
        expectStatus(answer, 200);
        const { refresh_token = token } = tokenIn(answer);
        assert.equal(refresh_token, token);
      }
      const bearer = `Bearer ${tokenIn(await endpoint.post(form)).token}`;
      expectStatus(await people.withAuthorization(bearer, name).get('manifests/v1'), 200);
    },
  },
  {
    id: 'form',
    title: 'gives a refresh token to a form that asks for offline access',
    requirements: ['AUTH-11'],
    strength: 'choice',
    async run(registry) {
      const { endpoint, accounts } = await People.of(registry);
      const answer = await endpoint.post([...endpoint.formOf(accounts.member), ['access_type', 'offline']]);
      const { refresh_token } = tokenIn(answer);
      expectStatus(await endpoint.post(endpoint.refreshFormOf(String(refresh_token))), 200);
    },
  },
  {
    id: 'rights',
    title: 'gives no more rights for a refresh token than for the password',
    requirements: ['AUTH-06'],
    strength: 'should',
    async run(registry) {
      const { people, endpoint, token } = await settle(registry);
      const { name } = await people.newImageIn('private');
      const answer = await endpoint.post(endpoint.refreshFormOf(token, `repository:${name}:pull,push`));
      const bearer = `Bearer ${tokenIn(answer).token}`;
      expectRefusal(await people.withAuthorization(bearer, name).get('manifests/v1'), [401, 403]);
    },
  },
  {
    id: 'service',
    title: '[A27] refuses a refresh token for another service',
    requirements: ['AUTH-07'],
    strength: 'should',
    async run(registry) {
      const { endpoint, token } = await settle(registry);
      const form = endpoint.refreshFormOf(token).filter(([name]) => name !== 'service');
      expectRefusal(await endpoint.post([...form, ['service', 'other.example.com']]), 400);
    },
  },
  {
    id: 'wrong',
    title: 'refuses a wrong refresh token, and one that is missing',
    requirements: ['AUTH-11'],
    strength: 'should',
    async run(registry) {
      const { endpoint, token } = await settle(registry);
      const wrong = await endpoint.post(endpoint.refreshFormOf(`${token.slice(0, -1)}${token.endsWith('0') ? 1 : 0}`));
      expectRefusal(wrong, [400, 401]);
      assert.equal((expectJson(wrong) as { readonly error?: unknown }).error, 'invalid_grant');
      const form = endpoint.refreshFormOf(token).filter(([name]) => name !== 'refresh_token');
      expectRefusal(await endpoint.post(form), 400);
    },
  },
  {
    id: 'no-password',
    title: 'accepts no refresh token as a password or as a bearer token',
    requirements: ['AUTH-06'],
    strength: 'should',
    async run(registry) {
      const { people, endpoint, token } = await settle(registry);
      const { username } = people.accounts.member;
      expectRefusal(await endpoint.get({ account: { username, password: token } }), 401);
      const { name } = await people.newImageIn('shared');
      expectRefusal(await people.withAuthorization(`Bearer ${token}`, name).get('manifests/v1'), 401);
    },
  },
];

/** Refresh tokens, if they are switched on. */
export const refreshCases = casesOf('refresh-token', cases, ['token-service', 'refresh-tokens']);
