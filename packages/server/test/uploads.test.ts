import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { RegistryError, type RepositoryName, type UploadId } from '@lading/core';
import { MemoryBlobStore, MemoryMetadataStore } from '@lading/storage';
import { type RunningRegistry, startRegistry } from '../src/testing/index.js';
import { memoryStores } from './support/memory-stores.js';
import { errorCodeOf, sha256 } from './support/push.js';
import { exchange, statusOf, trickle } from './support/raw-exchange.js';

/** Tells when a request has become the writer of an upload. */
class WatchedStore extends MemoryMetadataStore {
  readonly watch = new EventEmitter();

  constructor() {
    super();
    const claim = this.uploads.claim.bind(this.uploads);
    this.uploads.claim = async (request) => {
      const claimed = await claim(request);
      this.watch.emit(claimed.outcome);
      return claimed;
    };
  }
}

describe('an upload', () => {
  const metadataStore = new WatchedStore();
  let registry: RunningRegistry;
  beforeAll(async () => {
    registry = await startRegistry({ blobStore: new MemoryBlobStore(), metadataStore, maximumBlobBytes: 100_000 });
  });
  afterAll(() => registry.stop());

  const at = (path: string) => new URL(path, registry.url);

  /** The URL of a new upload without its offset, so that it works for every chunk. */
  async function start(): Promise<string> {
    const answer = await fetch(at('/v2/a/b/blobs/uploads/'), { method: 'POST' });
    expect(answer.status).toBe(202);
    const location = answer.headers.get('location') ?? '';
    expect(location).toMatch(/\?offset=0$/);
    return location.replace('?offset=0', '');
  }

  function patch(location: string, body: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(at(location), { method: 'PATCH', body, headers });
  }

  function close(location: string, digest: string, body?: string, headers: Record<string, string> = {}) {
    return fetch(at(`${location}?digest=${digest}`), {
      method: 'PUT',
      headers,
      ...(body === undefined ? {} : { body }),
    });
  }

  async function rangeOf(location: string): Promise<string | null> {
    const answer = await fetch(at(location));
    expect(answer.status).toBe(204);
    expect(answer.headers.get('content-length')).toBeNull();
    return answer.headers.get('range');
  }

  /** Sends the head of a PATCH and a part of its body; it has the upload when this resolves. */
  async function beginPatch(location: string, head: string, body: string): Promise<Socket> {
    const claimed = once(metadataStore.watch, 'claimed');
    const socket = connect(Number(registry.url.port), registry.url.hostname, () => {
      socket.write(`PATCH ${location} HTTP/1.1\r\nHost: a\r\n${head}\r\n\r\n${body}`);
    });
    await claimed;
    return socket;
  }

  async function until<Value>(read: () => Promise<Value>, wanted: Value): Promise<void> {
    for (let value = await read(); value !== wanted; value = await read()) await new Promise(setImmediate);
  }

  it('is told how long its chunks should be where the store has a wish, and takes shorter ones', async () => {
    const blobStore = Object.assign(new MemoryBlobStore(), { preferredChunkBytes: 1000 });
    const wishing = await startRegistry({ blobStore, metadataStore: new MemoryMetadataStore() });
    const opened = await fetch(new URL('/v2/a/blobs/uploads/', wishing.url), { method: 'POST' });
    expect(opened.headers.get('oci-chunk-min-length')).toBe('1000');
    let location = opened.headers.get('location') ?? '';
    for (const [body, range] of [
      ['hel', '0-2'],
      ['lo', '0-4'],
    ]) {
      const patched = await fetch(new URL(location, wishing.url), { method: 'PATCH', body: body ?? '' });
      location = patched.headers.get('location') ?? '';
      expect([patched.status, patched.headers.get('range')]).toEqual([202, range]);
    }
    await wishing.stop();
    const without = await fetch(at('/v2/a/b/blobs/uploads/'), { method: 'POST' });
    expect(without.headers.get('oci-chunk-min-length')).toBeNull();
  });

  it('that is streamed and breaks off keeps what arrived, and says how much', async () => {
    const location = await start();
    const socket = await beginPatch(location, 'Transfer-Encoding: chunked', '5\r\nhello\r\n');
    socket.destroy();
    await until(() => rangeOf(location), '0-4');
    expect((await patch(location, ' world')).headers.get('range')).toBe('0-10');
    expect((await close(location, sha256('hello world'))).status).toBe(201);
  });

  it('takes nothing of a chunk that ends before its Content-Length [BAD-082]', async () => {
    const location = await start();
    await patch(location, 'hello');
    const socket = await beginPatch(location, 'Content-Length: 100', 'some of it');
    socket.destroy();
    await until(async () => (await patch(location, ' world', { 'content-range': '5-10' })).status, 202);
    expect((await close(location, sha256('hello world'))).status).toBe(201);
  });

  it('has one writer: another is told 416 and where the upload is [BAD-065]', async () => {
    const location = await start();
    await patch(location, 'hello');
    const socket = await beginPatch(location, 'Transfer-Encoding: chunked', '1\r\n!\r\n');
    const busy = await close(location, sha256('hello'));
    expect(busy.status).toBe(416);
    expect(busy.headers.get('range')).toBe('0-4');
    expect(busy.headers.get('location')).toBe(`${location}?offset=5`);
    expect(location).toContain(busy.headers.get('docker-upload-uuid'));
    expect(await errorCodeOf(busy)).toBe('BLOB_UPLOAD_INVALID');
    socket.write('0\r\n\r\n');
    await until(() => rangeOf(location), '0-5');
    socket.destroy();
  });

  it.each([
    ['a gap', '6-7', 416, 'BLOB_UPLOAD_INVALID'],
    ['an overlap', '4-5', 416, 'BLOB_UPLOAD_INVALID'],
    ['a backward range', '5-4', 400, 'BLOB_UPLOAD_INVALID'],
    ['a range with a unit', 'bytes 5-6', 400, 'BLOB_UPLOAD_INVALID'],
    ['a range of another length', '5-9', 400, 'SIZE_INVALID'],
  ])('refuses a chunk with %s and stays as it was [CHNK-13]', async (_, contentRange, status, code) => {
    const location = await start();
    await patch(location, 'hello');
    for (const answer of [
      await patch(location, 'xy', { 'content-range': contentRange }),
      await close(location, sha256('helloxy'), 'xy', { 'content-range': contentRange }),
    ]) {
      expect(answer.status).toBe(status);
      expect(answer.headers.get('range')).toBe('0-4');
      expect(answer.headers.get('location')).toBe(`${location}?offset=5`);
      expect(await errorCodeOf(answer)).toBe(code);
    }
    expect((await close(location, sha256('hello'))).status).toBe(201);
  });

  it.each(['4', '6', '0', '', '05', '5.0', '-5', 'x', '5&offset=4'])(
    'refuses a request whose URL has the offset "%s" in place of 5, with its own',
    async (offset) => {
      const location = await start();
      await patch(location, 'hello');
      for (const answer of [
        await patch(`${location}?offset=${offset}`, ' world'),
        await fetch(at(`${location}?offset=${offset}&digest=${sha256('hello')}`), { method: 'PUT' }),
      ]) {
        expect(answer.status).toBe(416);
        expect(answer.headers.get('location')).toBe(`${location}?offset=5`);
        expect(answer.headers.get('range')).toBe('0-4');
        expect(await errorCodeOf(answer)).toBe('BLOB_UPLOAD_INVALID');
      }
      expect((await patch(`${location}?offset=5`, ' world')).headers.get('range')).toBe('0-10');
    },
  );

  it.each([
    ['?offset=0', { 'content-range': '9-4' }, '0'],
    ['?offset=0', { 'content-range': 'x' }, '0'],
    ['', { 'content-range': '0-1' }, 0],
  ])(
    'refuses a chunk at the wrong place for that, whatever else is wrong with it: %s %j',
    async (query, headers, given) => {
      const location = await start();
      await patch(location, 'hello');
      const closing = `${query === '' ? '?' : `${query}&`}digest=${sha256('hello')}`;
      for (const answer of [
        await patch(`${location}${query}`, ' world', headers),
        await fetch(at(`${location}${closing}`), { method: 'PUT', headers }),
      ]) {
        expect(answer.status).toBe(416);
        expect(answer.headers.get('location')).toBe(`${location}?offset=5`);
        expect(answer.headers.get('range')).toBe('0-4');
        expect(await answer.json()).toMatchObject({ errors: [{ detail: { expected: 5, given } }] });
      }
    },
  );

  it('that broke off refuses the repeated chunk, because a part of it is stored', async () => {
    const location = await start();
    const socket = await beginPatch(`${location}?offset=0`, 'Transfer-Encoding: chunked', '5\r\nhello\r\n');
    socket.destroy();
    await until(() => rangeOf(location), '0-4');
    const again = await patch(`${location}?offset=0`, 'hello world');
    expect([again.status, again.headers.get('range')]).toEqual([416, '0-4']);
    expect(await again.json()).toMatchObject({ errors: [{ detail: { expected: 5, given: '0' } }] });
    expect((await patch(again.headers.get('location') ?? '', ' world')).status).toBe(202);
    expect((await close(location, sha256('hello world'))).status).toBe(201);
  });

  it('is closed once more with the same digest, and not with another [BAD-070]', async () => {
    const location = await start();
    expect((await close(location, sha256('hello'), 'hello')).status).toBe(201);
    expect((await close(location, sha256('hello'), 'hello')).status).toBe(201);
    expect((await close(location, sha256('other'), 'other')).status).toBe(404);
    expect((await patch(location, 'x')).status).toBe(404);
  });

  it('is gone after a wrong digest [BAD-069]', async () => {
    const location = await start();
    const answer = await close(location, sha256('other'), 'hello');
    expect(answer.status).toBe(400);
    expect(await errorCodeOf(answer)).toBe('DIGEST_INVALID');
    expect((await fetch(at(location))).status).toBe(404);
  });

  it.each(['', '?digest=', '?digest=sha256:xyz', '?digest=md5:abc', `?digest=${sha256('a')}&digest=${sha256('b')}`])(
    'stays when it is closed with "%s"',
    async (query) => {
      const location = await start();
      await patch(location, 'hello');
      const answer = await fetch(at(`${location}${query}`), { method: 'PUT' });
      expect(answer.status).toBe(400);
      expect(await errorCodeOf(answer)).toBe('DIGEST_INVALID');
      expect(answer.headers.get('location')).toBe(`${location}?offset=5`);
      expect(answer.headers.get('range')).toBe('0-4');
      expect(await rangeOf(location)).toBe('0-4');
    },
  );

  it('takes the same digest twice, as some clients repeat it', async () => {
    const location = await start();
    await patch(location, 'hello');
    const digest = sha256('hello');
    const answer = await fetch(at(`${location}?digest=${digest}&digest=${digest}`), { method: 'PUT' });
    expect(answer.status).toBe(201);
  });

  it('that grows beyond the limit is 413 and frees its bytes [BAD-077]', async () => {
    const location = await start();
    await patch(location, 'x'.repeat(60_000));
    expect((await patch(location, 'x'.repeat(60_000))).status).toBe(413);
    expect((await fetch(at(location))).status).toBe(404);
  });

  it('is cancelled with 204, once [CANC-02]', async () => {
    const location = await start();
    expect((await fetch(at(location), { method: 'DELETE' })).status).toBe(204);
    expect((await fetch(at(location), { method: 'DELETE' })).status).toBe(404);
  });

  it.each(['nonsense', '..%2f..%2fx', randomUUID()])('named %s is unknown', async (id) => {
    const answer = await fetch(at(`/v2/a/b/blobs/uploads/${id}`));
    expect([400, 404]).toContain(answer.status);
  });

  it('belongs to its repository [BAD-062]', async () => {
    const location = await start();
    expect((await fetch(at(location.replace('/a/b/', '/other/')))).status).toBe(404);
  });

  it('that says at once that it is too long is 413 before its body is sent [BAD-077]', async () => {
    const head = `PATCH ${await start()} HTTP/1.1\r\nHost: a\r\nContent-Length: 100001\r\nExpect: 100-continue\r\n\r\n`;
    const answer = await exchange(registry.url, head, '}]}');
    expect(statusOf(answer)).toBe(413);
    expect(answer).toContain('"code":"SIZE_INVALID"');
  });

  it('takes no content coding [BAD-058]', async () => {
    const location = await start();
    const answer = await patch(location, 'x', { 'content-encoding': 'gzip' });
    expect(answer.status).toBe(415);
    expect(await errorCodeOf(answer)).toBe('UNSUPPORTED');
  });

  it('answers 408 to a chunk that arrives too slowly, ends the connection, and can be resumed', async () => {
    const impatient = await startRegistry({
      ...memoryStores(),
      minimumBodyRate: 1_000_000,
      bodyRateWindowSeconds: 1,
    });
    const opened = await fetch(new URL('/v2/a/blobs/uploads/', impatient.url), { method: 'POST' });
    const head = `PATCH ${opened.headers.get('location')} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const answer = await trickle(impatient.url, head, '1\r\nx\r\n');
    expect(statusOf(answer)).toBe(408);
    expect(answer).toContain('"code":"UNSUPPORTED"');
    expect(answer).toMatch(/\r\nRange: 0-0\r\n/i);
    expect(answer).toMatch(/\r\nConnection: close\r\n/i);
    const location = /\r\nLocation: (.+)\r\n/i.exec(answer)?.[1] ?? '';
    const patched = await fetch(new URL(location, impatient.url), { method: 'PATCH', body: 'hello' });
    expect(patched.headers.get('range')).toBe('0-4');
    await impatient.stop();
  });

  it('leaves nothing when a push in one request has the wrong digest', async () => {
    const stores = memoryStores();
    const other = await startRegistry({ ...stores });
    const url = new URL(`/v2/a/blobs/uploads/?digest=${sha256('other')}`, other.url);
    expect((await fetch(url, { method: 'POST', body: 'hello' })).status).toBe(400);
    expect(await stores.metadataStore.uploads.claimDead(10, 1)).toEqual([]);
    await other.stop();
  });
});

describe('an upload whose stores fail', () => {
  async function push(registry: RunningRegistry): Promise<Response> {
    const answer = await fetch(new URL('/v2/a/blobs/uploads/', registry.url), { method: 'POST' });
    const location = new URL(answer.headers.get('location') ?? '', registry.url);
    location.searchParams.set('digest', sha256('hello'));
    return fetch(location, { method: 'PUT', body: 'hello' });
  }

  it('is 500 without detail when the outcome is unknown, and finished by the same request again', async () => {
    const metadataStore = new MemoryMetadataStore();
    const finish = metadataStore.uploads.finish.bind(metadataStore.uploads);
    let failures = 1;
    metadataStore.uploads.finish = async (upload) => {
      await finish(upload);
      if (failures-- > 0) throw new Error('the connection to the secret database was lost');
    };
    const registry = await startRegistry({ blobStore: new MemoryBlobStore(), metadataStore });
    const silenced = silenceLog();
    const failed = await push(registry);
    silenced();
    expect(failed.status).toBe(500);
    expect(await failed.text()).toBe('{"errors":[{"code":"UNKNOWN","message":"the registry failed"}]}');
    const again = await fetch(failed.url, { method: 'PUT', body: 'hello' });
    expect(again.status).toBe(201);
    await registry.stop();
  });

  it('can be closed again at once if it was not closed, and nobody need wait for a lease', async () => {
    const metadataStore = new MemoryMetadataStore();
    const finish = metadataStore.uploads.finish.bind(metadataStore.uploads);
    let failures = 1;
    metadataStore.uploads.finish = async (upload) => {
      if (failures-- > 0) throw new RegistryError('UNAVAILABLE', 'the database can not be reached');
      await finish(upload);
    };
    const registry = await startRegistry({ blobStore: new MemoryBlobStore(), metadataStore });
    const opened = await fetch(new URL('/v2/a/blobs/uploads/', registry.url), { method: 'POST' });
    const patched = await fetch(new URL(opened.headers.get('location') ?? '', registry.url), {
      method: 'PATCH',
      body: 'hello',
    });
    const location = new URL(patched.headers.get('location') ?? '', registry.url);
    location.searchParams.set('digest', sha256('hello'));
    const silenced = silenceLog();
    const answers = [await fetch(location, { method: 'PUT' }), await fetch(location, { method: 'PUT' })];
    silenced();
    expect(answers.map(({ status }) => status)).toEqual([503, 201]);
    await registry.stop();
  });

  it('is taken over from a replica that died by a client that comes back and waits', async () => {
    const stores = { blobStore: new MemoryBlobStore(), metadataStore: new MemoryMetadataStore() };
    const registry = await startRegistry({ ...stores, uploadLeaseSeconds: 2 });
    const opened = await fetch(new URL('/v2/a/blobs/uploads/', registry.url), { method: 'POST' });
    const id = opened.headers.get('docker-upload-uuid') as UploadId;
    const claim = { repository: 'a' as RepositoryName, id, leaseSeconds: 2 };
    await stores.metadataStore.uploads.claim({ ...claim, writer: 'a replica that dies now' });
    const patched = await fetch(new URL(opened.headers.get('location') ?? '', registry.url), {
      method: 'PATCH',
      body: 'hello',
    });
    expect(patched.status).toBe(202);
    await stores.metadataStore.uploads.claim({ ...claim, writer: 'a replica that lives' });
    const renewal = setInterval(() => stores.metadataStore.uploads.renewClaim(id, 'a replica that lives', 2), 300);
    const refused = await fetch(new URL(opened.headers.get('location') ?? '', registry.url), {
      method: 'PATCH',
      body: 'hello',
    });
    clearInterval(renewal);
    expect(refused.status).toBe(416);
    await registry.stop();
  });

  it('stops when another replica has taken it over', async () => {
    const metadataStore = new MemoryMetadataStore();
    metadataStore.uploads.renewClaim = async () => false;
    const registry = await startRegistry({
      blobStore: new MemoryBlobStore(),
      metadataStore,
      uploadLeaseSeconds: 1,
    });
    const answer = await fetch(new URL('/v2/a/blobs/uploads/', registry.url), { method: 'POST' });
    const head = `PATCH ${answer.headers.get('location')} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked`;
    const patched = await exchange(registry.url, `${head}\r\n\r\n1\r\nx\r\n`, '}]}');
    expect(statusOf(patched)).toBe(416);
    expect(patched).toContain('"code":"BLOB_UPLOAD_INVALID"');
    await registry.stop();
  });
});

/** Hides expected log lines from the output of the tests. */
function silenceLog(): () => void {
  const { write } = process.stderr;
  process.stderr.write = () => true;
  return () => {
    process.stderr.write = write;
  };
}
