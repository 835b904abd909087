import { type BlobLocation, type Digest, RegistryError, type UploadState } from '@lading/core';
import { MemoryBlobStore, MemoryMetadataStore } from '@lading/storage';
import { type RunningRegistry, startRegistry } from '../src/testing/index.js';
import { errorCodeOf, sha256 } from './support/push.js';

/** Loses the bytes of an upload at the next commit or append, as a file system whose flush fails. */
class LosingBlobStore extends MemoryBlobStore {
  losesAt: 'append' | 'commit' | undefined;

  async #loseAt(step: 'append' | 'commit', upload: UploadState): Promise<void> {
    if (this.losesAt !== step) return;
    this.losesAt = undefined;
    await this.abort(upload);
    throw new RegistryError('BLOB_UPLOAD_UNKNOWN', 'the storage has lost the upload', { reason: 'content-lost' });
  }

  override async append(...request: Parameters<MemoryBlobStore['append']>): Promise<UploadState> {
    await this.#loseAt('append', request[0]);
    return super.append(...request);
  }

  override async commit(upload: UploadState, digest: Digest): Promise<BlobLocation> {
    await this.#loseAt('commit', upload);
    return super.commit(upload, digest);
  }
}

const content = 'a layer';
const digest = sha256(content);

describe('an upload whose bytes the store has lost', () => {
  const blobStore = new LosingBlobStore();
  let registry: RunningRegistry;
  beforeAll(async () => {
    registry = await startRegistry({ blobStore, metadataStore: new MemoryMetadataStore() });
  });
  afterAll(() => registry.stop());

  async function open(): Promise<URL> {
    const answer = await fetch(new URL('/v2/a/blobs/uploads/', registry.url), { method: 'POST' });
    return new URL(answer.headers.get('location') ?? '', registry.url);
  }

  /** Adds the digest to the query that a `Location` may have. */
  function closing(session: URL): URL {
    const url = new URL(session);
    url.searchParams.set('digest', digest);
    return url;
  }

  const put = (session: URL) => fetch(closing(session), { method: 'PUT', body: content });

  it.each(['commit', 'append'] as const)('ends when it is closed (lost at %s)', async (step) => {
    const session = await open();
    blobStore.losesAt = step;
    const answer = await put(session);
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).not.toBeNull();
    expect(await errorCodeOf(answer)).toBe('BLOB_UPLOAD_UNKNOWN');
    expect((await fetch(session)).status).toBe(404);
    expect((await put(session)).status).toBe(404);
    expect((await put(await open())).status).toBe(201);
  });

  it('ends when a chunk is added', async () => {
    const session = await open();
    blobStore.losesAt = 'append';
    expect((await fetch(session, { method: 'PATCH', body: content })).status).toBe(503);
    expect((await fetch(session)).status).toBe(404);
  });

  it('ends when it is one request', async () => {
    blobStore.losesAt = 'commit';
    const url = new URL(`/v2/a/blobs/uploads/?digest=${digest}`, registry.url);
    expect((await fetch(url, { method: 'POST', body: content })).status).toBe(503);
    expect((await fetch(url, { method: 'POST', body: content })).status).toBe(201);
  });
});
