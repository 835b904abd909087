import { type RunningRegistry, startRegistry } from '../src/testing/index.js';
import { memoryStores } from './support/memory-stores.js';
import { exchange, statusOf } from './support/raw-exchange.js';

describe('a request that Node accepts but two readers could read differently', () => {
  let registry: RunningRegistry;
  beforeAll(async () => {
    registry = await startRegistry(memoryStores());
  });
  afterAll(() => registry.stop());

  const close = 'Connection: close\r\n\r\n';

  it.each([
    ['two Host fields', `GET /v2/ HTTP/1.1\r\nHost: a\r\nHost: b\r\n${close}`],
    [
      'two Authorization fields [BAD-097]',
      `GET /v2/ HTTP/1.1\r\nHost: a\r\nAuthorization: x\r\nAuthorization: y\r\n${close}`,
    ],
    ['a whole URL as target', `GET http://other/v2/ HTTP/1.1\r\nHost: a\r\n${close}`],
    ['a backslash in the path', `GET /v2/a\\b/tags/list HTTP/1.1\r\nHost: a\r\n${close}`],
    [
      'HTTP/1.0 with a chunked body',
      `POST /v2/a/blobs/uploads/ HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    [
      'two transfer codings',
      `POST /v2/a/blobs/uploads/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n${close}0\r\n\r\n`,
    ],
    [
      'two Content-Type fields',
      `PUT /v2/a/manifests/x HTTP/1.1\r\nHost: a\r\nContent-Type: a/b\r\nContent-Type: c/d\r\nContent-Length: 2\r\n${close}{}`,
    ],
  ])('with %s is answered 400 with an error body', async (_, request) => {
    const answer = await exchange(registry.url, request);
    expect(statusOf(answer)).toBe(400);
    expect(answer).toMatch(/"errors":\[\{"code":"(UNSUPPORTED|NAME_INVALID)"/);
  });

  it('with more fields than Node keeps is answered 431', async () => {
    const fields = Array.from({ length: 2500 }, (_, index) => `a${index}: b\r\n`).join('');
    expect(statusOf(await exchange(registry.url, `GET /v2/ HTTP/1.1\r\nHost: a\r\n${fields}${close}`))).toBe(431);
  });

  it.each([
    ['a head that is too long', `GET /v2/ HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(70_000)}\r\n${close}`, 431],
    ['what is not HTTP', 'hello\r\n\r\n', 400],
  ])('is answered with an error body for %s', async (_, request, status) => {
    const answer = await exchange(registry.url, request);
    expect(statusOf(answer)).toBe(status);
    expect(answer).toContain('"errors":[{"code":"UNSUPPORTED"');
  });

  it('takes a head of 60 KB, as 1024 ranges need', async () => {
    const range = Array.from({ length: 1024 }, (_, index) => `${index * 1_000_000_000}-${index * 1_000_000_000 + 9}`);
    const head = `GET /v2/a/blobs/sha256:${'0'.repeat(64)} HTTP/1.1\r\nHost: a\r\nRange: bytes=${range.join(', ')}\r\n${close}`;
    expect(statusOf(await exchange(registry.url, head))).toBe(404);
  });

  it('answers an unknown method with 405 and what is allowed', async () => {
    const answer = await exchange(registry.url, `PROPFIND /v2/a/manifests/x HTTP/1.1\r\nHost: a\r\n${close}`);
    expect(statusOf(answer)).toBe(405);
    expect(answer).toContain('Allow: GET, HEAD, PUT, DELETE');
    expect(answer).toContain('"code":"UNSUPPORTED"');
  });

  it('keeps the prototype field harmless', async () => {
    const answer = await exchange(registry.url, `GET /v2/ HTTP/1.1\r\nHost: a\r\n__proto__: x\r\n${close}`);
    expect(statusOf(answer)).toBe(200);
  });
});
