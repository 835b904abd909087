import assert from 'node:assert/strict';
import { type Challenge, parseChallenge } from '../authentication/challenge.js';
import { basic } from '../authentication/token-client.js';
import { expectError, expectHeader, expectRefusal, expectStatus } from '../expect.js';
import type { Answer } from '../http/answer.js';
import { casesOf, type RegistryCase } from '../registry-case.js';
import type { RepositoryUnderTest } from '../repository-under-test.js';
import { People } from './people.js';

/** The parameters of the one Bearer challenge of a refusal. */
export function challengeOf(answer: Answer): Challenge['parameters'] {
  expectRefusal(answer, 401);
  if (answer.method !== 'HEAD') expectError(answer, 401, 'UNAUTHORIZED');
  const { scheme, parameters } = parseChallenge(expectHeader(answer, 'www-authenticate', /^Bearer [a-z_]+="/));
  assert.equal(scheme, 'bearer');
  return parameters;
}

/** The fields of an answer that do not differ from request to request. */
function fieldsOf({ rawHeaders }: Answer): Readonly<Record<string, string>> {
  const pairs = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [[name.toLowerCase(), rawHeaders[index + 1] ?? ''] as const] : [],
  );
  return Object.fromEntries(pairs.filter(([name]) => !/^(?:date|.*request-id|connection|keep-alive)$/.test(name)));
}

const cases: readonly RegistryCase[] = [
  {
    id: 'version-check',
    title: '[A1] [A2] challenges the version check with Bearer, realm and service alone, also where anonymous may pull',
    requirements: ['AUTH-01', 'AUTH-02', 'AUTH-03', 'CLI-06'],
    strength: 'should',
    async run(registry) {
      const parameters = challengeOf(await registry.anonymous.send('GET', '/v2/'));
      assert.deepEqual(Object.keys(parameters), ['realm', 'service']);
    },
  },
  {
    id: 'empty-basic',
    title: '[A3] takes an empty name and password for no credentials',
    requirements: ['AUTH-01'],
    strength: 'should',
    async run(registry) {
      const people = await People.of(registry);
      const { name } = await people.newImageIn('public');
      const nobody = people.withAuthorization('Basic Og==', name);
      const bare = registry.withoutCredentials(nobody);
      expectStatus(await nobody.get('manifests/v1'), (await bare.get('manifests/v1')).status);
      const [one, other] = [await nobody.http.send('GET', '/v2/'), await registry.anonymous.send('GET', '/v2/')];
      assert.deepEqual(challengeOf(one), challengeOf(other));
    },
  },
  {
    id: 'scope',
    title: '[A4] [A5] names what a request needs in one scope, and no error, if there are no credentials',
    requirements: ['AUTH-01', 'AUTH-12', 'AUTH-13'],
    strength: 'should',
    async run(registry) {
      const people = await People.of(registry);
      const { name, image, digest } = await people.newImageIn('private');
      const bare = registry.withoutCredentials(people.as('owner', name));
      const requests: readonly (readonly [actions: string, ask: (on: RepositoryUnderTest) => Promise<Answer>])[] = [
        ['pull', (on) => on.get('manifests/v1')],
        ['pull', (on) => on.get(`blobs/${digest}`)],
        ['pull', (on) => on.get('tags/list')],
        ['pull,push', (on) => on.postUpload()],
        ['pull,push', (on) => on.putManifest(image, 'v1')],
        ['delete', (on) => on.delete('manifests/v1')],
      ];
      for (const [actions, ask] of requests) {
        const { scope, error } = challengeOf(await ask(bare));
        assert.deepEqual([scope, error], [`repository:${name}:${actions}`, undefined]);
      }
    },
  },
  {
    id: 'realm',
    title: '[A7] [A8] names the same realm for every host and scheme that a client claims to use',
    requirements: ['AUTH-03'],
    strength: 'should',
    async run(registry) {
      const { realm } = challengeOf(await registry.anonymous.send('GET', '/v2/'));
      const pretences = [
        { host: 'evil.example' },
        { 'x-forwarded-host': 'evil.example' },
        { 'x-forwarded-proto': realm?.startsWith('https') === true ? 'http' : 'https' },
        { forwarded: 'host=evil.example;proto=http' },
      ];
      for (const headers of pretences)
        assert.equal(challengeOf(await registry.anonymous.send('GET', '/v2/', { headers })).realm, realm);
    },
  },
  {
    id: 'existence',
    title: '[A9] gives a stranger the same challenge whether or not a repository exists',
    requirements: ['AUTH-01', 'AUTH-17'],
    strength: 'should',
    async run(registry) {
      const people = await People.of(registry);
      const { name } = await people.newImageIn('private');
      const absent = people.newName('private');
      const [one, other] = await Promise.all(
        [name, absent].map(async (each) => {
          const answer = await registry.withoutCredentials(people.as('owner', each)).get('manifests/v1');
          const fields = JSON.stringify(fieldsOf(answer)).replaceAll(each, 'NAME');
          return [answer.status, fields, answer.body.toString()];
        }),
      );
      assert.deepEqual(one, other);
    },
  },
  {
    id: 'head-fields',
    title: '[A10] challenges a HEAD with the fields of a GET, and no body',
    requirements: ['AUTH-01', 'HEAD-04'],
    strength: 'should',
    async run(registry) {
      const people = await People.of(registry);
      const bare = registry.withoutCredentials(people.as('owner', people.newName('private')));
      const [head, get] = [await bare.head('manifests/v1'), await bare.get('manifests/v1')];
      expectRefusal(head, 401);
      const { 'content-length': _one, ...ofHead } = fieldsOf(head);
      const { 'content-length': _other, ...ofGet } = fieldsOf(get);
      assert.deepEqual(ofHead, ofGet);
    },
  },
  {
    id: 'scheme-case',
    title: '[A11] reads the scheme of credentials without case',
    requirements: ['HTTP-01'],
    strength: 'should',
    async run(registry) {
      const { endpoint, accounts } = await People.of(registry);
      const [, token = ''] = (await endpoint.bearer(accounts.member)).split(' ');
      const [, credentials = ''] = basic(accounts.member).split(' ');
      for (const authorization of [`bearer ${token}`, `BEARER ${token}`, `basic ${credentials}`])
        expectStatus(await registry.anonymous.send('GET', '/v2/', { headers: { authorization } }), 200);
    },
  },
  {
    id: 'long-credentials',
    title: '[A13] refuses 16 KiB of credentials',
    requirements: ['BAD-096'],
    strength: 'should',
    async run(registry) {
      challengeOf(await registry.anonymous.send('GET', '/v2/'));
      for (const scheme of ['Basic', 'Bearer']) {
        const headers = { authorization: `${scheme} ${'A'.repeat(16 * 1024)}` };
        const { status } = await registry.anonymous.send('GET', '/v2/', { headers });
        assert.ok(status === 401 || status === 431, `${status} for ${scheme}`);
      }
    },
  },
  {
    id: 'disguised-path',
    title: '[A14] gives nothing away at a disguised path that it does not give away at the plain one',
    requirements: ['AUTH-13', 'BAD-095'],
    strength: 'should',
    async run(registry) {
      const people = await People.of(registry);
      const { name, digest } = await people.newImageIn('private');
      const encoded = name.replaceAll('/', '%2f');
      const paths = [
        `/V2/${name}/manifests/v1`,
        `//v2/${name}/manifests/v1`,
        `/v2//${name}/manifests/v1`,
        `/v2/${encoded}/manifests/v1`,
        `/v2/${name}/manifests/v1;x`,
        `/v2/${name};x/manifests/v1`,
        `/%76%32/${name}/manifests/v1`,
        `/v2/./${name}/manifests/v1`,
        `/v2/public/../${name}/manifests/v1`,
        `/v2/${people.accounts.namespace}/public/../private/x/../../${name}/blobs/${digest}`,
      ];
      const stranger = people.withPassword('stranger', name);
      for (const http of [registry.anonymous, stranger.http])
        for (const path of paths) {
          const answer = await http.send('GET', path);
          assert.ok(answer.status >= 400 && answer.status < 500, `${answer.status} for ${path}`);
        }
    },
  },
];

/** How a registry with a token service sends clients to it. */
export const tokenChallengeCases = casesOf('challenge', cases, ['token-service']);
