import assert from 'node:assert/strict';
import { expectBody, expectHeader, expectRefusal, expectStatus } from '../expect.js';
import type { Answer } from '../http/answer.js';
import { casesOf, type RegistryCase } from '../registry-case.js';
import type { RegistryContext } from '../registry-context.js';

/** Sends these bytes over a connection of their own. No answer means that the registry hung up. */
async function ask(
  registry: RegistryContext,
  request: string | Uint8Array,
  method = 'GET',
): Promise<Answer | undefined> {
  const connection = await registry.openConnection();
  await connection.write(request);
  return connection.answer(method);
}

/** The registry refused or hung up, and goes on serving others. */
async function expectRefused(registry: RegistryContext, request: string | Uint8Array, statuses: readonly number[]) {
  const answer = await ask(registry, request);
  if (answer !== undefined) expectRefusal(answer, statuses);
  expectStatus(await registry.http.send('GET', '/v2/'), 200);
}

interface BadRequest {
  readonly id: string;
  readonly what: string;
  readonly requirements: readonly string[];
  readonly statuses?: readonly number[];
  readonly request: (host: string) => string;
}

const badRequests: readonly BadRequest[] = [
  {
    id: 'non-ascii',
    what: 'a byte above ASCII in the path',
    requirements: ['BAD-014'],
    statuses: [400, 404],
    request: (host) => `GET /v2/caf\u00e9/tags/list HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
  },
  {
    id: 'nul',
    what: 'a NUL in the path',
    requirements: ['BAD-008'],
    request: (host) => `GET /v2/a\u0000b/tags/list HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
  },
  {
    id: 'backslash',
    what: 'a backslash in the path',
    requirements: ['BAD-015'],
    statuses: [400, 404],
    request: (host) => `GET /v2/a\\..\\b/tags/list HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
  },
  {
    id: 'no-host',
    what: 'no Host',
    requirements: ['HTTP-01'],
    request: () => 'GET /v2/ HTTP/1.1\r\n\r\n',
  },
  {
    id: 'negative-length',
    what: 'a negative length',
    requirements: ['BAD-079'],
    request: (host) => `POST /v2/a/blobs/uploads/ HTTP/1.1\r\nHost: ${host}\r\nContent-Length: -1\r\n\r\n`,
  },
  {
    id: 'huge-length',
    what: 'a length of thirty digits',
    requirements: ['BAD-079'],
    statuses: [400, 413],
    request: (host) =>
      `POST /v2/a/blobs/uploads/ HTTP/1.1\r\nHost: ${host}\r\nContent-Length: ${'9'.repeat(30)}\r\n\r\n`,
  },
  {
    id: 'length-and-chunks',
    what: 'both a length and chunks, by which requests are smuggled',
    requirements: ['HTTP-01'],
    request: (host) =>
      `POST /v2/a/blobs/uploads/ HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  },
  {
    id: 'unknown-transfer-encoding',
    what: 'a transfer encoding that it does not know',
    requirements: ['HTTP-01'],
    statuses: [400, 501],
    request: (host) =>
      `POST /v2/a/blobs/uploads/ HTTP/1.1\r\nHost: ${host}\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
  },
  {
    id: 'http-0.9',
    what: 'no version of HTTP, as HTTP/0.9 had it',
    requirements: ['HTTP-01'],
    statuses: [400, 426, 505],
    request: (host) => `GET /v2/\r\nHost: ${host}\r\n\r\n`,
  },
  {
    id: 'two-hosts',
    what: 'two Hosts',
    requirements: ['HTTP-01'],
    request: (host) => `GET /v2/ HTTP/1.1\r\nHost: ${host}\r\nHost: evil.example\r\n\r\n`,
  },
];

const refused = badRequests.map(
  ({ id, what, requirements, statuses = [400], request }): RegistryCase => ({
    id,
    title: `refuses a request with ${what}, and goes on serving`,
    requirements,
    strength: 'choice',
    run: (registry) => expectRefused(registry, Buffer.from(request(registry.http.origin.host), 'latin1'), statuses),
  }),
);

const others: readonly RegistryCase[] = [
  {
    id: 'absolute-target',
    title: 'treats a whole URL as the request target like its path (RFC 9112 §3.2.2)',
    requirements: ['HTTP-01'],
    strength: 'should',
    async run(registry) {
      const repository = registry.newRepository();
      const image = registry.newImage();
      await repository.pushManifest(image, 'v1');
      const { protocol, host } = registry.http.origin;
      for (const scheme of [protocol, protocol.toUpperCase()]) {
        const target = `${scheme}//${host}${repository.path('manifests/v1')}`;
        const answer = await ask(registry, await registry.requestHead('GET', target, `Accept: ${image.mediaType}`));
        assert.ok(answer, 'the registry answers');
        expectStatus(answer, 200);
        expectBody(answer, image.bytes);
      }
    },
  },
  {
    id: 'connect',
    title: 'answers CONNECT with a refusal',
    requirements: ['HTTP-01'],
    strength: 'choice',
    async run(registry) {
      const answer = await ask(
        registry,
        'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n',
        'CONNECT',
      );
      assert.ok(answer, 'the registry answers');
      expectRefusal(answer, [400, 403, 404, 405, 501]);
      expectStatus(await registry.http.send('GET', '/v2/'), 200);
    },
  },
  {
    id: 'prototype-field',
    title: 'goes on serving after a field called __proto__',
    requirements: ['BAD-035', 'HTTP-01'],
    strength: 'must',
    async run(registry) {
      const answer = await ask(registry, await registry.requestHead('GET', '/v2/', '__proto__: x', 'constructor: y'));
      assert.ok(answer, 'the registry answers');
      expectStatus(answer, 200);
    },
  },
  {
    id: 'http-1.0',
    title: 'answers a client of HTTP/1.0',
    requirements: ['HTTP-01'],
    strength: 'should',
    async run(registry) {
      const repository = registry.newRepository();
      const image = registry.newImage();
      await repository.pushManifest(image, 'v1');
      const head = (
        await registry.requestHead('GET', repository.path('manifests/v1'), `Accept: ${image.mediaType}`)
      ).replace(' HTTP/1.1\r\n', ' HTTP/1.0\r\n');
      const answer = await ask(registry, head);
      assert.ok(answer, 'the registry answers');
      expectStatus(answer, 200);
      expectBody(answer, image.bytes);
    },
  },
  {
    id: 'expect-continue',
    title: 'takes a body from a client that waits for 100 Continue',
    requirements: ['HTTP-01', 'MONO-09'],
    strength: 'should',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob();
      const { pathname, search } = new URL(await repository.startUpload());
      const target = `${pathname}${search}${search === '' ? '?' : '&'}digest=${blob.digest}`;
      const connection = await registry.openConnection();
      await connection.write(
        await registry.requestHead('PUT', target, `Content-Length: ${blob.size}`, 'Expect: 100-continue'),
      );
      assert.equal(await connection.interim(), 100);
      await connection.write(blob.bytes);
      expectStatus((await connection.answer('PUT')) ?? assert.fail('the registry answers'), 201);
    },
  },
  {
    id: 'after-a-refusal',
    title: 'keeps requests apart on a connection after it refused one with a body, or closes it',
    requirements: ['HTTP-01'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const body = Buffer.concat([Buffer.from('GET /v2/_smuggled HTTP/1.1\r\n\r\n'), registry.newBlob(30_000).bytes]);
      const connection = await registry.openConnection();
      const target = repository.path('manifests/sha256:xyz');
      await connection.write(await registry.requestHead('PUT', target, `Content-Length: ${body.length}`));
      await connection.write(body);
      const refusedAnswer = await connection.answer('PUT');
      if (refusedAnswer === undefined) return;
      expectRefusal(refusedAnswer, [400, 404]);
      await connection.write(await registry.requestHead('GET', '/v2/'));
      const next = await connection.answer('GET');
      if (next !== undefined) expectStatus(next, 200);
    },
  },
  {
    id: 'unknown-method',
    title: 'refuses methods that the API does not have with 405, Allow and an error body',
    requirements: ['HTTP-01', 'ERR-03'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      for (const [method, rest] of [
        ['PATCH', 'manifests/v1'],
        ['POST', 'tags/list'],
        ['PUT', `referrers/${registry.newBlob().digest}`],
        ['PUT', 'blobs/uploads/'],
      ] as const) {
        const answer = await repository.send(method, rest, { body: '' });
        expectRefusal(answer, 405);
        expectHeader(answer, 'allow');
        expectHeader(answer, 'content-type', /^application\/json/);
      }
    },
  },
];

/** What only a bare connection can say. */
export const rawRequestCases = casesOf('connection', [...refused, ...others]);
