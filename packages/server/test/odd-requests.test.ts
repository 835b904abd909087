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
    ['a Host that two fields were joined to', `GET /v2/ HTTP/1.1\r\nHost: a, b\r\n${close}`],
    ['a Host with a path', `GET /v2/ HTTP/1.1\r\nHost: a/b\r\n${close}`],
    ['no Host', `GET /v2/ HTTP/1.1\r\n${close}`],
    ['a request line of HTTP/0.9', 'GET /v2/\r\n\r\n'],
    ['a request line of HTTP/2', `GET /v2/ HTTP/2.0\r\nHost: a\r\n${close}`],
    ['an asterisk as the target of GET', `GET * HTTP/1.1\r\nHost: a\r\n${close}`],
    ['a URL of another scheme as target', `GET ftp://a/v2/ HTTP/1.1\r\nHost: a\r\n${close}`],
    ['a URL without a host as target', `GET http:///v2/ HTTP/1.1\r\nHost: a\r\n${close}`],
    ['a URL with two at signs as target', `GET http://a@b@c/v2/ HTTP/1.1\r\nHost: a\r\n${close}`],
    ['a URL with only a port as target', `GET http://:80/v2/ HTTP/1.1\r\nHost: a\r\n${close}`],
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

  it.each([
    ['two Host fields', 'GET /elsewhere HTTP/1.1\r\nHost: a\r\nHost: b', ''],
    ['two transfer codings', 'POST /elsewhere HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked', '0\r\n\r\n'],
    ['HTTP/1.0 with a chunked body', 'POST /elsewhere HTTP/1.0\r\nTransfer-Encoding: chunked', '0\r\n\r\n'],
    [
      'a length and chunks',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked',
      '0\r\n\r\n',
    ],
    ['a list of lengths', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2, 2', 'ab'],
    ['a folded field', 'GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b', ''],
    ['a bare line feed', 'GET / HTTP/1.1\nHost: a', ''],
    ['HTTP/0.9', 'GET /elsewhere', ''],
  ])('with %s gets 400 outside /v2/ too', async (_, head, body) => {
    const fields = head.includes('HTTP/') ? '\r\nConnection: close' : '';
    const answer = await exchange(registry.url, `${head}${fields}\r\n\r\n${body}`);
    expect(statusOf(answer)).toBe(400);
    expect(answer).toContain('"errors":[{"code":"UNSUPPORTED"');
  });

  it.each([
    ['a path', 'http://other.example/v2/a/tags/list', 404, 'NAME_UNKNOWN'],
    ['a scheme in capitals', 'HTTP://other.example/v2/', 200, '{}'],
    ['https', 'https://other.example:5000/v2/?x=1', 200, '{}'],
    ['credentials', 'http://user:pass@other.example/v2/', 200, '{}'],
    ['an address of IPv6', 'http://[::1]:5000/v2/', 200, '{}'],
    ['a bad name', 'http://other.example/v2/A/tags/list', 400, 'NAME_INVALID'],
  ])('accepts a URL with %s as the target [HTTP-01]', async (_, target, status, content) => {
    const answer = await exchange(registry.url, `GET ${target} HTTP/1.1\r\nHost: a\r\n${close}`);
    expect(statusOf(answer)).toBe(status);
    expect(answer).toContain(content);
  });

  it('answers OPTIONS * with all methods of the API', async () => {
    const answer = await exchange(registry.url, `OPTIONS * HTTP/1.1\r\nHost: a\r\n${close}`);
    expect(statusOf(answer)).toBe(204);
    expect(answer).toContain('Allow: GET, HEAD, PUT, DELETE, POST, PATCH');
  });

  it('answers CONNECT with 405 and closes', async () => {
    const answer = await exchange(registry.url, 'CONNECT other.example:443 HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(statusOf(answer)).toBe(405);
    expect(answer).toMatch(/\r\nAllow: GET.*"errors":\[\{"code":"UNSUPPORTED"/s);
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

  it('answers an unknown method with 405 and the allowed methods', async () => {
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
