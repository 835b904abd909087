import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { asSeenThroughTls, parsePeerUrl } from '../../src/address/peer-url.js';
import { visibleText, visibleUrl } from '../../src/error/visible-url.js';
import { nextTarget } from '../../src/http/link.js';
import { backoffMilliseconds } from '../../src/http/retry.js';
import { retryAfterSeconds } from '../../src/http/retry-after.js';
import {
  createRegistryClient,
  type Fetch,
  isClientError,
  isResponseError,
  type RegistryClientOptions,
  type RetryWait,
} from '../../src/index.js';

describe('parsePeerUrl', () => {
  const hub = { registry: new URL('https://registry.example/'), allowPrivateAddresses: false };
  const refused = (text: string, rules = hub, kind = 'unsafe-address') =>
    expect(() => parsePeerUrl(text, rules.registry, rules)).toThrow(expect.objectContaining({ kind }));

  it.each([
    'http://registry.example/x',
    'http://cdn.example/x',
    'https://127.0.0.1/x',
    'https://localhost/x',
    'https://a.localhost/x',
    'https://localhost./x',
    'https://169.254.169.254/x',
    'https://0.0.0.0/x',
    'https://2130706433/x',
    'https://0x7f.1/x',
    'https://[::1]/x',
    'https://[::]/x',
    'https://[fe80::1]/x',
    'https://[64:ff9b::7f00:1]/x',
    'https://ada:pw@cdn.example/x',
    'javascript:alert(1)',
    'https://cdn.example/a\nb',
    'https://',
  ])('refuses %j of a registry on the open network', (text) => {
    refused(text);
  });

  it.each([
    'https://10.1.2.3/x',
    'https://172.16.0.1/x',
    'https://192.168.1.1/x',
    'https://100.64.0.1/x',
    'https://[fc00::1]/x',
    'https://[::ffff:10.0.0.1]/x',
  ])('reports that %s is private, which an option allows', (text) => {
    refused(text, hub, 'private-address');
    expect(parsePeerUrl(text, hub.registry, { ...hub, allowPrivateAddresses: true }).protocol).toBe('https:');
  });

  it.each([
    'https://cdn.example/x?sig=1',
    '/v2/x',
    '?a=b',
    'https://registry.example:8443/x',
    'https://8.8.8.8/x',
    'https://[2001:4860::1]/x',
  ])('allows %s', (text) => {
    expect(parsePeerUrl(text, hub.registry, hub).protocol).toBe('https:');
  });

  it('allows addresses as private as that of the registry', () => {
    const loopback = { ...hub, registry: new URL('http://127.0.0.1:5000/') };
    const lan = { ...hub, registry: new URL('https://10.0.0.1/') };
    expect(parsePeerUrl('http://127.0.0.1:6000/', loopback.registry, loopback).port).toBe('6000');
    expect(parsePeerUrl('https://10.0.0.2/', lan.registry, lan).hostname).toBe('10.0.0.2');
    refused('https://127.0.0.1/', lan);
    refused('http://169.254.169.254/', loopback);
    expect(parsePeerUrl('https://10.0.0.2/', hub.registry, { ...hub, allowPrivateAddresses: true }).hostname).toBe(
      '10.0.0.2',
    );
    refused('https://127.0.0.1/', { ...hub, allowPrivateAddresses: true });
  });

  it('reads plain HTTP as TLS if a proxy terminates it', () => {
    const secure = (text: string, registry = 'https://registry.example/') =>
      asSeenThroughTls(new URL(text), new URL(registry)).href;
    expect(secure('http://registry.example/v2/x')).toBe('https://registry.example/v2/x');
    expect(secure('http://registry.example/v2/x', 'https://registry.example:8443/')).toBe(
      'https://registry.example:8443/v2/x',
    );
    expect(secure('http://registry.example:5000/v2/x')).toBe('http://registry.example:5000/v2/x');
    expect(secure('http://other.example/v2/x')).toBe('http://other.example/v2/x');
  });
});

describe('nextTarget', () => {
  it.each([
    ['</a?n=1>; rel="next"', '/a?n=1'],
    ['</a>;rel=next', '/a'],
    ['</a>; REL=NEXT', '/a'],
    ['</a>; rel="first", </b,c>; rel="last next"', '/b,c'],
    ['</a>; title="x; rel=next", </b>; rel="next"', '/b'],
    ['</a>; rel="prev"', undefined],
    ['nonsense', undefined],
    [null, undefined],
  ])('finds in %j %j [TAG-09]', (field, target) => {
    expect(nextTarget(field)).toBe(target);
  });
});

describe('retryAfterSeconds', () => {
  const now = () => Date.parse('2026-01-01T00:00:00Z');
  it.each([
    ['0', 0],
    [' 120 ', 120],
    ['Thu, 01 Jan 2026 00:01:00 GMT', 60],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['-5', undefined],
    ['soon', undefined],
    ['', undefined],
    [null, undefined],
  ])('reads %j as %j [HTTP-06]', (field, seconds) => {
    expect(retryAfterSeconds(field, now)).toBe(seconds);
  });
});

describe('backoffMilliseconds', () => {
  it('grows, is random from zero on, and has a limit', () => {
    const options = { attempts: 9, firstDelayMilliseconds: 100, longestDelayMilliseconds: 1000 };
    for (const [failures, most] of [
      [1, 100],
      [2, 200],
      [3, 400],
      [9, 1000],
    ] as const) {
      const waits = Array.from({ length: 200 }, () => backoffMilliseconds(failures, options));
      expect(Math.max(...waits)).toBeLessThanOrEqual(most);
      expect(Math.max(...waits)).toBeGreaterThan(most / 2);
      expect(Math.min(...waits)).toBeLessThan(most / 2);
    }
  });
});

describe('text in errors', () => {
  it('contains no secrets of an address', () => {
    const url = new URL('https://ada:pw@store.example/b?X-Amz-Signature=secret&digest=sha256:0&_state=secret');
    expect(visibleUrl(url)).toBe('https://store.example/b?X-Amz-Signature=…&digest=sha256:0&_state=…');
  });

  it('contains no control characters, and has a maximum length', () => {
    expect(visibleText('a\u001b[31mb\r\nc\u202ed')).toBe('a [31mb c d');
    expect(visibleText('x'.repeat(10_000)).length).toBeLessThan(600);
  });
});

describe('requests', () => {
  let server: Server;
  let url: URL;
  let answer: Parameters<typeof createServer>[1];

  beforeAll(async () => {
    server = createServer((request, response) => answer?.(request, response as never));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const client = (options: RegistryClientOptions = {}) =>
    createRegistryClient(url, { retry: { attempts: 1 }, ...options });

  it('fail if no bytes move for too long', async () => {
    answer = () => undefined;
    await expect(client({ timeoutMilliseconds: 100 }).ping()).rejects.toMatchObject({
      kind: 'timeout',
      milliseconds: 100,
    });
  });

  it('fail if a body stops', async () => {
    answer = (_, response) => void response.writeHead(200, { 'content-length': '10' }).write('12345');
    const content = await client({ timeoutMilliseconds: 2000 })
      .repository('a')
      .blobs.read(`sha256:${'0'.repeat(64)}`);
    await expect(content.bytes()).rejects.toMatchObject({ kind: 'timeout' });
  });

  it("end with the reason of their signal, or of the client's", async () => {
    answer = () => undefined;
    const reason = new Error('enough');
    const soon = () => {
      const abort = new AbortController();
      setTimeout(() => abort.abort(reason), 20);
      return abort.signal;
    };
    await expect(client().ping({ signal: soon() })).rejects.toBe(reason);
    await expect(client({ signal: soon() }).ping()).rejects.toBe(reason);
    await expect(client().ping({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('report that nothing listens', async () => {
    const free = await freeAddress();
    const error = await createRegistryClient(free, { retry: { attempts: 1 } })
      .ping()
      .catch((failure: unknown) => failure);
    expect(isClientError(error, 'connection')).toBe(true);
    expect(error).toMatchObject({
      systemCode: 'ECONNREFUSED',
      isTemporary: true,
      method: 'GET',
      url: `${free}v2/`,
    });
  });

  it('have the request id and the address of a failure', async () => {
    answer = (_, response) =>
      void response
        .writeHead(429, { 'content-type': 'application/json', 'x-request-id': 'abc', 'retry-after': '900' })
        .end('{"errors":[{"code":"TOOMANYREQUESTS","message":"slow\\u001b[31mdown","detail":{"a":1}}]}');
    const error = await client()
      .ping()
      .catch((failure: unknown) => failure);
    expect(isResponseError(error, 429) && isResponseError(error, 'TOOMANYREQUESTS')).toBe(true);
    expect(error).toMatchObject({
      code: 'TOOMANYREQUESTS',
      requestId: 'abc',
      retryAfterSeconds: 900,
      entries: [{ detail: { a: 1 } }],
    });
    expect((error as Error).message).toBe(`GET ${url.origin}/v2/: 429 TOOMANYREQUESTS: slow [31mdown (request abc)`);
  });

  it.each([
    [401, '401 authentication is required'],
    [403, '403 access is denied'],
    [404, '404 not found'],
    [429, '429 too many requests'],
    [503, '503 the registry failed, or a proxy before it'],
    [418, '418'],
  ])('describe the status if there is no body, as after HEAD: %i', async (status, words) => {
    answer = (_, response) => void response.writeHead(status, { 'x-request-id': 'abc' }).end();
    const sent = client().request('HEAD', '/v2/a/manifests/1');
    await expect(sent).rejects.toThrow(`HEAD ${url.origin}/v2/a/manifests/1: ${words} (request abc)`);
  });

  it('describe the status if the body is the HTML page of a proxy', async () => {
    answer = (_, response) => void response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Oh</h1>');
    await expect(client().ping()).rejects.toThrow(`GET ${url.origin}/v2/: 404 not found`);
  });

  it('report each wait before they are sent again', async () => {
    let asked = 0;
    answer = (_, response) => {
      asked += 1;
      if (asked === 1) response.writeHead(503).end();
      else if (asked === 2) response.destroy();
      else response.end('{}');
    };
    const waits: RetryWait[] = [];
    const retry = { attempts: 3, firstDelayMilliseconds: 1 };
    await client({ retry, onWait: (wait) => waits.push(wait) }).ping();
    expect(waits).toMatchObject([
      { failure: { kind: 'response', status: 503, method: 'GET', url: `${url.origin}/v2/` }, attempts: 1 },
      { failure: { kind: 'connection', url: `${url.origin}/v2/` }, attempts: 2 },
    ]);
    expect(waits.every(({ milliseconds }) => milliseconds >= 0)).toBe(true);
  });

  it('are limited in number, with a limit for reads and one for writes', async () => {
    const running: ServerResponse[] = [];
    let most = 0;
    answer = (_, response) => {
      running.push(response);
      most = Math.max(most, running.length);
      // Nobody is answered before all three have come, and a fourth one would have time to come too.
      if (running.length !== 3) return;
      setTimeout(() => {
        for (const one of running.splice(0)) one.end('{}');
      }, 10);
    };
    const limited = client({ concurrency: 3 });
    await Promise.all(Array.from({ length: 12 }, () => limited.ping()));
    expect(most).toBe(3);
  });

  it('use the given fetch', async () => {
    const asked: string[] = [];
    const fetch: typeof globalThis.fetch = async (input) => {
      asked.push(String(input));
      return new Response('{}');
    };
    await createRegistryClient('registry.example', { fetch }).ping();
    expect(asked).toEqual(['https://registry.example/v2/']);
  });

  it('leave no timer if the response comes before the source of the body ends', async () => {
    let end: () => void = () => {};
    const ending = new Promise<void>((resolve) => (end = resolve));
    let reading: Promise<unknown> = Promise.resolve();
    const fetch: Fetch = async (_, { body }) => {
      const pieces = body?.[Symbol.asyncIterator]();
      await pieces?.next();
      reading = pieces?.next() ?? reading;
      return { status: 202, headers: new Headers({ location: '/v2/a/b/blobs/uploads/1' }), body: null };
    };
    const source = async function* () {
      yield Buffer.from('all of it');
      await ending;
    };
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const upload = await createRegistryClient(url, { fetch }).repository('a/b').uploads.start();
    const before = timers();
    await upload.append({ size: undefined, isRepeatable: false, open: source });
    end();
    await reading;
    expect(timers()).toBe(before);
  });

  it('send credentials over plain HTTP only to this machine, or with plainHttp', async () => {
    const sent: (string | null)[] = [];
    const fetch: typeof globalThis.fetch = async (_, init) => {
      const authorization = new Headers(init?.headers).get('authorization');
      sent.push(authorization);
      return authorization === null
        ? new Response('', { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } })
        : new Response('{}');
    };
    const credentials = { username: 'ada', password: 'pw' };
    await expect(createRegistryClient('http://registry.example', { fetch, credentials }).ping()).rejects.toMatchObject({
      kind: 'plain-http',
    });
    expect(sent).toEqual([null]);
    await createRegistryClient('http://registry.example', { fetch, credentials, plainHttp: true }).ping();
    await createRegistryClient('http://localhost:5000', { fetch, credentials }).ping();
    expect(sent.filter((value) => value !== null)).toHaveLength(2);
  });

  it('name the mirrored registry if they read [PRX-03]', async () => {
    const targets: string[] = [];
    answer = (request, response) => {
      targets.push(`${request.method} ${request.url}`);
      response.writeHead(404).end();
    };
    const { manifests, blobs, tags } = client({ namespace: 'docker.io' }).repository('library/ubuntu');
    await manifests.stat('latest');
    await blobs.stat(`sha256:${'0'.repeat(64)}`);
    await tags.delete('latest');
    expect(targets.map((target) => target.includes('ns=docker.io'))).toEqual([true, true, false]);
  });

  it("may be one's own", async () => {
    answer = (request, response) => void response.end(JSON.stringify({ asked: request.url }));
    const own = await client().request('GET', '/v2/_oci/ext/discover');
    expect(await own.json(1000)).toEqual({ asked: '/v2/_oci/ext/discover' });
  });
});

/** An address of this machine where nobody listens. */
async function freeAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/`;
}
