import { once } from 'node:events';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import type { BlobContent, DirectUrlOptions, RequestClient } from '@lading/core';
import { MemoryBlobStore, MemoryMetadataStore } from '@lading/storage';
import { type RunningRegistry, startRegistry } from '../src/testing/index.js';
import { pushBlob, sha256 } from './support/push.js';
import { exchange } from './support/raw-exchange.js';

/** Content that is read into memory of the server, some bytes at a time, and may fail after the last of them. */
class ContentInMemory extends Readable implements BlobContent {
  constructor(
    private bytes: Uint8Array,
    private readonly options: { atOnce?: number; failure?: Error } = {},
  ) {
    super({ read() {} });
  }

  get left(): number {
    return this.bytes.byteLength;
  }

  async readInto(target: Uint8Array): Promise<number> {
    if (this.destroyed) throw new Error('it is destroyed');
    const piece = this.bytes.subarray(0, Math.min(target.byteLength, this.options.atOnce ?? target.byteLength));
    if (piece.byteLength === 0 && this.options.failure !== undefined) throw this.options.failure;
    target.set(piece);
    this.bytes = this.bytes.subarray(piece.byteLength);
    return piece.byteLength;
  }
}

/** Gives streams as a test wants them. */
class OddBlobStore extends MemoryBlobStore {
  stream: (() => Readable) | undefined;
  override async read(...request: Parameters<MemoryBlobStore['read']>): Promise<Readable> {
    return this.stream?.() ?? super.read(...request);
  }
}

describe('a pull of a blob', () => {
  const blobStore = new OddBlobStore();
  let registry: RunningRegistry;
  let path: string;
  /** A blob that is streamed. */
  let largePath: string;
  const large = '0123456789'.repeat(10_000);
  beforeAll(async () => {
    registry = await startRegistry({ blobStore, metadataStore: new MemoryMetadataStore(), contentCacheBytes: 0 });
    path = `/v2/a/blobs/${await pushBlob(registry.url, 'a', '0123456789')}`;
    largePath = `/v2/a/blobs/${await pushBlob(registry.url, 'a', large)}`;
  });
  afterAll(() => registry.stop());
  afterEach(() => {
    blobStore.stream = undefined;
  });

  const get = (headers: Record<string, string> = {}) => fetch(new URL(path, registry.url), { headers });

  it.each([
    ['bytes=0-3', 206, '0123', 'bytes 0-3/10'],
    ['bytes=5-', 206, '56789', 'bytes 5-9/10'],
    ['bytes=-3', 206, '789', 'bytes 7-9/10'],
    ['bytes=5-100', 206, '56789', 'bytes 5-9/10'],
    ['items=0-3', 200, '0123456789', null],
    ['bytes=x-y', 200, '0123456789', null],
  ])('answers the range %s [PULL-21]', async (range, status, body, contentRange) => {
    const answer = await get({ range });
    expect(answer.status).toBe(status);
    expect(await answer.text()).toBe(body);
    expect(answer.headers.get('content-range')).toBe(contentRange);
    expect(answer.headers.get('accept-ranges')).toBe('bytes');
  });

  it.each(['bytes=10-', 'bytes=5-0', 'bytes=-0'])('answers 416 to %s [PULL-22]', async (range) => {
    const answer = await get({ range });
    expect(answer.status).toBe(416);
    expect(answer.headers.get('content-range')).toBe('bytes */10');
  });

  it('gives as many parts as are asked for, in their order, with their length said before', async () => {
    const answer = await get({ range: 'bytes=8-9,0-1,4-4' });
    expect(answer.status).toBe(206);
    const boundary = /^multipart\/byteranges; boundary=([0-9a-z]+)$/.exec(
      answer.headers.get('content-type') ?? '',
    )?.[1];
    const text = await answer.text();
    expect(Number(answer.headers.get('content-length'))).toBe(text.length);
    const parts = text.split(`--${boundary}`).slice(1, -1);
    expect(parts.map((part) => part.trim().split('\r\n'))).toEqual([
      ['Content-Type: application/octet-stream', 'Content-Range: bytes 8-9/10', '', '89'],
      ['Content-Type: application/octet-stream', 'Content-Range: bytes 0-1/10', '', '01'],
      ['Content-Type: application/octet-stream', 'Content-Range: bytes 4-4/10', '', '4'],
    ]);
    expect(text.endsWith(`\r\n--${boundary}--\r\n`)).toBe(true);
  });

  it('answers 304 to its own entity tag, and ignores a range of another [LEG-07]', async () => {
    const etag = (await get()).headers.get('etag') ?? '';
    expect(etag).toBe(`"${sha256('0123456789')}"`);
    expect((await get({ 'if-none-match': `"other", W/${etag}` })).status).toBe(304);
    expect((await get({ 'if-none-match': '"other"' })).status).toBe(200);
    expect((await get({ range: 'bytes=0-0', 'if-range': '"other"' })).status).toBe(200);
    expect((await get({ range: 'bytes=0-0', 'if-range': etag })).status).toBe(206);
  });

  it.each([
    ['fails', () => Readable.from(failing())],
    ['ends early', () => Readable.from([Buffer.from('0123')])],
    ['is too long', () => Readable.from([Buffer.from(`${large}abc`)])],
    ['was dead before it was read', () => new Readable({ read() {} }).destroy()],
    ['fails in the middle of reading into memory', () => inMemory('0123', { failure: new Error('the disk is gone') })],
    ['reads less into memory than it should', () => inMemory('0123')],
    ['reads more into memory than it should', () => inMemory(`${large}abc`)],
    ['reads more into memory than it should, bit by bit', () => inMemory(`${large}abc`, { atOnce: 30_000 })],
    ['was dead before it was read into memory', () => inMemory(large).destroy()],
  ])('is cut when the store %s, so that nobody takes a part for the whole', async (_, stream) => {
    blobStore.stream = stream;
    const answer = await exchange(registry.url, `GET ${largePath} HTTP/1.1\r\nHost: a\r\n\r\n`);
    const body = answer.split('\r\n\r\n')[1] ?? '';
    expect(body.length).not.toBe(large.length);
    expect((await fetch(new URL('/v2/', registry.url))).status).toBe(200);
  });

  it('sends a blob that was read into memory completely, and releases the memory', async () => {
    for (const atOnce of [1000, 3333, large.length, 1_000_000]) {
      const content = inMemory(large, { atOnce });
      const closed = once(content, 'close');
      blobStore.stream = () => content;
      expect(await (await fetch(new URL(largePath, registry.url))).text()).toBe(large);
      await closed;
    }
  });

  it('stops reading into memory when the client leaves', async () => {
    const large = Buffer.alloc(32 * 1024 * 1024, 'x');
    const digest = await pushBlob(registry.url, 'a', large.toString());
    const content = new ContentInMemory(large);
    const closed = once(content, 'close');
    blobStore.stream = () => content;
    const socket = connect(Number(registry.url.port), registry.url.hostname, () => {
      socket.write(`GET /v2/a/blobs/${digest} HTTP/1.1\r\nHost: a\r\n\r\n`);
      socket.once('data', () => socket.destroy());
    });
    await closed;
    expect(content.left).toBeGreaterThan(0);
  });

  it('stops reading when the client leaves', async () => {
    const endless = new Readable({ read() {} });
    endless.push('0123');
    const closed = once(endless, 'close');
    blobStore.stream = () => endless;
    const socket = connect(Number(registry.url.port), registry.url.hostname, () => {
      socket.write(`GET ${largePath} HTTP/1.1\r\nHost: a\r\n\r\n`);
      socket.once('data', () => socket.destroy());
    });
    await closed;
    expect(endless.destroyed).toBe(true);
  });
});

describe('a pull of a small blob', () => {
  async function startWith(stream?: () => Readable) {
    const blobStore = new OddBlobStore();
    const registry = await startRegistry({ blobStore, metadataStore: new MemoryMetadataStore() });
    const url = new URL(`/v2/a/blobs/${await pushBlob(registry.url, 'a', '0123456789')}`, registry.url);
    blobStore.stream = stream;
    return { blobStore, registry, url };
  }

  it('comes from memory the second time, as long as the repository has it', async () => {
    const { blobStore, registry, url } = await startWith();
    expect(await (await fetch(url)).text()).toBe('0123456789');
    blobStore.stream = () => Readable.from(failing());
    expect(await (await fetch(url)).text()).toBe('0123456789');
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(202);
    expect((await fetch(url)).status).toBe(404);
    await registry.stop();
  });

  it.each([
    ['fails', () => Readable.from(failing())],
    ['ends early', () => Readable.from([Buffer.from('0123')])],
    ['is too long', () => Readable.from([Buffer.from('0123456789abc')])],
    ['was dead before it was read', () => new Readable({ read() {} }).destroy()],
  ])('is answered 500 when the store %s, and asked of the store again', async (_, stream) => {
    const { blobStore, registry, url } = await startWith(stream);
    const answer = await fetch(url);
    expect(answer.status).toBe(500);
    expect(await answer.json()).toMatchObject({ errors: [{ code: 'UNKNOWN' }] });
    blobStore.stream = undefined;
    expect(await (await fetch(url)).text()).toBe('0123456789');
    await registry.stop();
  });
});

async function* failing(): AsyncGenerator<Buffer> {
  yield Buffer.from('0123');
  throw new Error('a bad sector');
}

describe('a pull that the store can serve itself', () => {
  class RedirectingStore extends MemoryBlobStore {
    async directUrl(location: string, { expiresInSeconds }: DirectUrlOptions): Promise<URL> {
      return new URL(`https://store.example/${encodeURIComponent(location)}?expires=${expiresInSeconds}`);
    }
  }

  async function pull(
    enabled: boolean,
    init: RequestInit = {},
    mayFollow = (_: RequestClient) => true,
  ): Promise<Response> {
    const stores = { blobStore: new RedirectingStore(), metadataStore: new MemoryMetadataStore() };
    const registry = await startRegistry({
      ...stores,
      redirects: enabled,
      redirectSeconds: 700,
      mayFollowRedirect: mayFollow,
    });
    const digest = await pushBlob(registry.url, 'a', '0123456789');
    const answer = await fetch(new URL(`/v2/a/blobs/${digest}`, registry.url), { redirect: 'manual', ...init });
    await answer.arrayBuffer();
    await registry.stop();
    return answer;
  }

  it('is sent there where that is switched on', async () => {
    const answer = await pull(true, { headers: { range: 'bytes=0-1' } });
    expect(answer.status).toBe(307);
    expect(answer.headers.get('location')).toMatch(/^https:\/\/store\.example\/.+\?expires=700$/);
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
  });

  it.each([
    ['is not by default', false, {}],
    [
      'is not for several ranges, which stores answer each in their own way',
      true,
      { headers: { range: 'bytes=0-1,3-4' } },
    ],
    ['is not for If-Range, which names a tag of ours', true, { headers: { range: 'bytes=0-1', 'if-range': '"a"' } }],
    ['is not for If-Match, which the store would hold against its own tag', true, { headers: { 'if-match': '*' } }],
    ['is not for a client that asks for it not to be', true, { headers: { 'lading-redirect': 'never' } }],
    ['is not for HEAD, which a URL for GET does not cover', true, { method: 'HEAD' }],
  ])('%s', async (_, enabled, init) => {
    expect((await pull(enabled, init)).status).toBeLessThan(300);
  });

  it('is not for a client of which the options say that it can not follow', async () => {
    const asked: RequestClient[] = [];
    const init = { headers: { 'user-agent': 'old-client/1' } };
    const answer = await pull(true, init, (client) => asked.push(client) === 0);
    expect(answer.status).toBe(200);
    expect(asked).toEqual([{ address: expect.stringMatching(/^(127\.0\.0\.1|::1)$/), userAgent: 'old-client/1' }]);
  });
});

function inMemory(text: string, options: ConstructorParameters<typeof ContentInMemory>[1] = {}): Readable {
  return new ContentInMemory(Buffer.from(text), options);
}
