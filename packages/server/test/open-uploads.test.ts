import { MemoryMetadataStore } from '@lading/storage';
import { type RunningRegistry, type StartRegistryOptions, startRegistry } from '../src/testing/index.js';
import { memoryStores } from './support/memory-stores.js';
import { sha256 } from './support/push.js';

/** A metadata store that records how often it counted. */
class CountingStore extends MemoryMetadataStore {
  counts = 0;

  constructor() {
    super();
    const count = this.uploads.count.bind(this.uploads);
    this.uploads.count = (...values) => {
      this.counts += 1;
      return count(...values);
    };
  }
}

describe('the limits on open uploads', () => {
  let registry: RunningRegistry;
  afterEach(() => registry.stop());

  async function start(options: Omit<StartRegistryOptions, 'blobStore' | 'metadataStore'>, stores = memoryStores()) {
    registry = await startRegistry({ ...stores, adapter: { trustProxy: ['127.0.0.1'] }, ...options });
  }

  function open(client = '192.0.2.1', query = ''): Promise<Response> {
    const headers = { 'x-forwarded-for': client };
    return fetch(new URL(`/v2/a/blobs/uploads/${query}`, registry.url), { method: 'POST', headers });
  }

  async function expectTooMany(answer: Response, status: number): Promise<void> {
    expect(answer.status).toBe(status);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await answer.json()).toMatchObject({ errors: [{ code: 'TOOMANYREQUESTS', detail: { limit: 3 } }] });
  }

  it('refuse one more of the same client with 429, and accept those of other clients', async () => {
    await start({ maximumUploadsPerClient: 3 });
    for (const _ of [1, 2, 3]) expect((await open()).status).toBe(202);
    await expectTooMany(await open(), 429);
    await expectTooMany(await open('192.0.2.1', `?digest=${sha256('')}`), 429);
    expect((await open('192.0.2.2')).status).toBe(202);
  });

  it('count a /64 of IPv6 as one client', async () => {
    await start({ maximumUploadsPerClient: 3 });
    for (const end of [1, 2, 3]) expect((await open(`2001:db8::${end}`)).status).toBe(202);
    await expectTooMany(await open('2001:db8::4'), 429);
    expect((await open('2001:db8:0:1::4')).status).toBe(202);
  });

  it('refuse one more of any client with 503', async () => {
    await start({ maximumUploads: 3 });
    for (const end of [1, 2, 3]) expect((await open(`192.0.2.${end}`)).status).toBe(202);
    await expectTooMany(await open('192.0.2.4'), 503);
  });

  it('make room when an upload is closed or cancelled', async () => {
    await start({ maximumUploadsPerClient: 3 });
    for (const _ of [1, 2, 3, 4, 5]) {
      const opened = await Promise.all([open(), open(), open()]);
      const [closing, ...cancelled] = opened.map(
        (answer) => new URL(answer.headers.get('location') ?? '', registry.url),
      );
      closing?.searchParams.set('digest', sha256(''));
      expect((await fetch(closing ?? '', { method: 'PUT' })).status).toBe(201);
      for (const url of cancelled) expect((await fetch(url, { method: 'DELETE' })).status).toBe(204);
    }
  });

  it('are off if they are 0', async () => {
    const metadataStore = new CountingStore();
    await start(
      { maximumUploadsPerClient: 'unlimited', maximumUploads: 'unlimited' },
      { ...memoryStores(), metadataStore },
    );
    for (const _ of [1, 2, 3, 4]) expect((await open()).status).toBe(202);
    expect(metadataStore.counts).toBe(0);
  });

  it('count the uploads of other replicas', async () => {
    const stores = memoryStores();
    await start({ maximumUploadsPerClient: 3 }, stores);
    for (const _ of [1, 2, 3]) expect((await open()).status).toBe(202);
    const first = registry;
    await start({ maximumUploadsPerClient: 3 }, stores);
    await expectTooMany(await open(), 429);
    await first.stop();
  });

  it('let a client push as many blobs as it likes, one after the other', async () => {
    await start({ maximumUploadsPerClient: 3 });
    for (let pushed = 0; pushed < 50; pushed++)
      expect((await open('192.0.2.1', `?digest=${sha256('')}`)).status).toBe(201);
  });
});
