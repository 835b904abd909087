import assert from 'node:assert/strict';
import { expectBody, expectError, expectHeader, expectNoHeader, expectStatus } from '../expect.js';
import { casesOf, type RegistryCase } from '../registry-case.js';

const cases: readonly RegistryCase[] = [
  {
    id: 'version-check',
    title: 'answers the version check with 200',
    requirements: ['VER-01'],
    strength: 'must',
    async run(registry) {
      expectStatus(await registry.http.send('GET', '/v2/'), 200);
    },
  },
  {
    id: 'version-header',
    title: 'names the Docker API version on the version check',
    requirements: ['LEG-01'],
    strength: 'should',
    async run(registry) {
      expectHeader(await registry.http.send('GET', '/v2/'), 'docker-distribution-api-version', 'registry/2.0');
    },
  },
  {
    id: 'without-slash',
    title: 'answers the version check without its final slash, itself or by a redirect',
    requirements: ['LEG-11', 'HTTP-02'],
    strength: 'choice',
    async run(registry) {
      expectStatus(await registry.http.send('GET', '/v2'), 200);
    },
  },
  {
    id: 'final-slash',
    title: 'serves lists and content also at a path with a trailing slash, directly or by a redirect',
    requirements: ['LEG-11', 'HTTP-02'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      const image = registry.newImage();
      await repository.pushManifest(image, 'v1');
      for (const rest of ['tags/list', 'manifests/v1', `manifests/${image.digest}`, `blobs/${image.blobs[0]?.digest}`])
        expectBody(await repository.get(`${rest}/`), (await repository.get(rest)).body);
    },
  },
  {
    id: 'head',
    title: 'answers HEAD of the version check with 200 and no body',
    requirements: ['HTTP-01'],
    strength: 'choice',
    async run(registry) {
      const answer = await registry.http.send('HEAD', '/v2/');
      expectStatus(answer, 200);
      assert.equal(answer.body.length, 0);
    },
  },
  {
    id: 'unknown-query',
    title: 'ignores query parameters that it does not know on the version check',
    requirements: ['HTTP-01'],
    strength: 'should',
    async run(registry) {
      expectStatus(await registry.http.send('GET', '/v2/?ns=docker.io&x=1'), 200);
    },
  },
  {
    id: 'rate-limit',
    title: 'asks a client that is too quick to wait, with 429 and the time',
    requirements: ['HTTP-06', 'BAD-102'],
    strength: 'should',
    needs: ['rate-limit'],
    async run(registry) {
      for (let requests = 0; requests < 1000; requests++) {
        const answer = await registry.http.send('GET', '/v2/');
        if (answer.status !== 429) continue;
        expectError(answer, 429, 'TOOMANYREQUESTS');
        expectHeader(answer, 'retry-after', /^\d+$/);
        return;
      }
      assert.fail('1,000 requests went through without a 429');
    },
  },
  {
    id: 'no-banner',
    title: 'does not tell which framework answers',
    requirements: ['CLI-08'],
    strength: 'choice',
    async run(registry) {
      const answer = await registry.http.send('GET', '/v2/');
      expectStatus(answer, 200);
      expectNoHeader(answer, 'x-powered-by');
    },
  },
];

/** The version check (`GET /v2/`, end-1), and checks that precede every request. */
export const pingCases = casesOf('ping', cases);
