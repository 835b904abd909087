import {
  type BlobStore,
  digestOf,
  type OperationContext,
  parseRepositoryName,
  RegistryError,
  type RegistryHook,
  type Tag,
  type UploadId,
  type UploadState,
} from '@lading/core';
import { MemoryBlobStore, MemoryMetadataStore } from '@lading/storage';
import { createEngine, type Engine, type EngineOptions } from '../src/index.js';

const repository = parseRepositoryName('a/b');
const ada: OperationContext = { identity: { kind: 'user', name: 'ada' }, requestId: 'test' };
const content = Buffer.from('some content');
const digest = digestOf(content);

async function* streamOf(...pieces: readonly string[]) {
  for (const piece of pieces) yield Buffer.from(piece);
}

function engineWith(options: Partial<EngineOptions> = {}): Engine {
  return createEngine({ blobStore: new MemoryBlobStore(), metadataStore: new MemoryMetadataStore(), ...options });
}

describe('an upload', () => {
  it('takes chunks and is closed with its digest', async () => {
    const { uploads, blobs } = engineWith();
    const upload = await uploads.open(ada, { repository });
    expect(await uploads.append(ada, upload, { bytes: streamOf('some '), expectedOffset: 0 })).toEqual({
      outcome: 'appended',
      size: 5,
    });
    expect(await uploads.find(ada, upload)).toEqual({ ...upload, size: 5 });
    const last = { bytes: streamOf('con', 'tent'), expectedOffset: 5, length: 7 };
    expect(await uploads.close(ada, upload, digest, last)).toEqual({ outcome: 'closed' });
    expect(await uploads.close(ada, upload, digest)).toEqual({ outcome: 'closed' });
    expect(await blobs.find(ada, repository, digest)).toMatchObject({ digest, size: content.byteLength });
  });

  it('says where it ends when a chunk does not begin there, and reads none of it', async () => {
    const { uploads } = engineWith();
    const upload = await uploads.open(ada, { repository });
    await uploads.append(ada, upload, { bytes: streamOf('some ') });
    let isRead = false;
    async function* source() {
      isRead = true;
      yield Buffer.from('x');
    }
    const chunk = { bytes: source(), expectedOffset: 0 };
    expect(await uploads.append(ada, upload, chunk)).toEqual({ outcome: 'out-of-order', size: 5 });
    expect(await uploads.close(ada, upload, digest, chunk)).toEqual({ outcome: 'out-of-order', size: 5 });
    expect(isRead).toBe(false);
  });

  it('refuses a chunk that announces bytes and has none', async () => {
    const { uploads } = engineWith();
    const upload = await uploads.open(ada, { repository });
    expect(await uploads.append(ada, upload, { length: 5 })).toMatchObject({
      outcome: 'refused',
      size: 0,
      error: { code: 'SIZE_INVALID' },
    });
  });

  it('does not change when a chunk is refused or its source throws', async () => {
    const { uploads } = engineWith();
    const upload = await uploads.open(ada, { repository });
    const slow = new RegistryError('UNSUPPORTED', 'too slow');
    async function* source() {
      yield Buffer.from('some ');
      throw slow;
    }
    expect(await uploads.append(ada, upload, { bytes: source() })).toEqual({
      outcome: 'refused',
      size: 0,
      error: slow,
    });
    const short = await uploads.append(ada, upload, { bytes: streamOf('x'), length: 2 });
    expect(short).toMatchObject({ outcome: 'refused', size: 0, error: { code: 'SIZE_INVALID' } });
    expect(await uploads.find(ada, upload)).toMatchObject({ size: 0 });
  });

  it('is busy while another request writes to it', async () => {
    const { uploads, close } = engineWith({ settings: { uploadLeaseSeconds: 1 } });
    const upload = await uploads.open(ada, { repository });
    let release = () => {};
    const waiting = new Promise<void>((resolve) => {
      release = resolve;
    });
    async function* source() {
      yield Buffer.from('some ');
      await waiting;
    }
    const first = uploads.append(ada, upload, { bytes: source() });
    expect(await uploads.append(ada, upload, { bytes: streamOf('x') })).toEqual({ outcome: 'busy', size: 0 });
    release();
    expect(await first).toEqual({ outcome: 'appended', size: 5 });
    await close();
  });

  it('ends when its content has another digest or is too large', async () => {
    const { uploads } = engineWith({ settings: { maximumBlobBytes: 1024 } });
    const wrong = await uploads.open(ada, { repository });
    const close = uploads.close(ada, wrong, digest, { bytes: streamOf('no') });
    await expect(close).rejects.toMatchObject({ code: 'DIGEST_INVALID' });
    const large = await uploads.open(ada, { repository });
    const append = uploads.append(ada, large, { bytes: streamOf('x'.repeat(1025)) });
    await expect(append).rejects.toMatchObject({ code: 'SIZE_INVALID', reason: 'too-large' });
    for (const upload of [wrong, large])
      await expect(uploads.find(ada, upload)).rejects.toMatchObject({ code: 'BLOB_UPLOAD_UNKNOWN' });
  });

  it('leaves nothing behind when a push fails', async () => {
    const metadataStore = new MemoryMetadataStore();
    const { uploads } = engineWith({ metadataStore });
    const push = uploads.push(ada, { repository, digest, bytes: streamOf('other') });
    await expect(push).rejects.toMatchObject({ code: 'DIGEST_INVALID' });
    expect(await metadataStore.uploads.count(10)).toBe(0);
  });

  it('takes bytes that the blob store has without reading them', async () => {
    const { uploads, blobs } = engineWith();
    const unread = {
      [Symbol.asyncIterator]: () => {
        throw new Error('the bytes are read');
      },
    };
    const fill = async (store: BlobStore, upload?: UploadState) =>
      store.append(upload ?? (await store.begin()), streamOf('some content'));
    await uploads.push(ada, { repository, digest, bytes: unread, link: fill });
    const other = parseRepositoryName('other');
    await uploads.push(ada, { repository: other, digest, bytes: unread, adopt: (store) => fill(store) });
    for (const name of [repository, other]) expect(await blobs.find(ada, name, digest)).toMatchObject({ digest });
    const third = parseRepositoryName('third');
    const none = async () => undefined;
    await uploads.push(ada, { repository: third, digest, bytes: streamOf('some content'), link: none, adopt: none });
    expect(await blobs.find(ada, third, digest)).toMatchObject({ digest });
  });

  it('is unknown in another repository, or when it was cancelled', async () => {
    const { uploads } = engineWith();
    const upload = await uploads.open(ada, { repository });
    const unknown = { code: 'BLOB_UPLOAD_UNKNOWN' };
    const other = { ...upload, repository: parseRepositoryName('other') };
    await expect(uploads.append(ada, other, { bytes: streamOf('x') })).rejects.toMatchObject(unknown);
    await uploads.cancel(ada, upload);
    await expect(uploads.cancel(ada, upload)).rejects.toMatchObject(unknown);
    await expect(uploads.find(ada, { repository, id: 'none' as UploadId })).rejects.toMatchObject(unknown);
  });

  it('counts for its client, and not for the registry itself', async () => {
    const { uploads } = engineWith({ settings: { maximumUploadsPerClient: 1, maximumUploads: 'unlimited' } });
    const client = { ...ada, client: { address: '192.0.2.1' } };
    await uploads.open(client, { repository });
    const second = uploads.open(client, { repository });
    await expect(second).rejects.toMatchObject({ reason: 'too-many-uploads-of-client' });
    const system: OperationContext = { identity: { kind: 'system', name: 'import' }, requestId: 'test' };
    await uploads.open(system, { repository });
  });
});

describe('a mount', () => {
  it('asks whether the caller may pull from the source', async () => {
    const { uploads } = engineWith();
    const to = parseRepositoryName('to');
    await uploads.push(ada, { repository, digest, bytes: streamOf('some content') });
    const mount = { repository: to, digest, from: repository };
    expect(await uploads.mount(ada, { ...mount, mayPull: async () => false })).toBeUndefined();
    expect(await uploads.mount(ada, { ...mount, mayPull: async () => true })).toMatchObject({ digest });
  });
});

describe('a manifest', () => {
  const bytes = Buffer.from(
    JSON.stringify({ schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests: [] }),
  );

  it('is pushed, found and deleted by a named user, whom the hooks see', async () => {
    const seen: unknown[] = [];
    const hook: RegistryHook = {
      async beforeManifestPush({ identity }) {
        seen.push(identity);
      },
    };
    const { manifests } = engineWith({ hooks: [hook] });
    const pushed = await manifests.push(ada, { repository, bytes });
    const reference = { kind: 'digest', digest: pushed.digest } as const;
    expect(
      Buffer.from(await manifests.read(ada, repository, await manifests.find(ada, repository, reference))),
    ).toEqual(bytes);
    await manifests.delete(ada, repository, reference);
    await expect(manifests.find(ada, repository, reference)).rejects.toMatchObject({ code: 'NAME_UNKNOWN' });
    expect(seen).toEqual([ada.identity]);
  });

  it('is judged by hooks in its transaction, with the change and who makes it', async () => {
    const seen: unknown[] = [];
    const hook: RegistryHook = {
      async checkChange(view, { kind, repository, identity }) {
        seen.push(kind, repository, identity, await view.countTags(10));
        if (kind === 'manifest.delete') throw new RegistryError('DENIED', 'manifests stay');
      },
    };
    const { manifests } = engineWith({ hooks: [hook] });
    const { digest } = await manifests.push(ada, { repository, bytes, tags: ['latest' as Tag] });
    const refused = manifests.delete(ada, repository, { kind: 'digest', digest });
    await expect(refused).rejects.toMatchObject({ message: 'manifests stay' });
    expect(seen).toEqual([
      ...['manifest.push', repository, ada.identity, 0],
      ...['manifest.delete', repository, ada.identity, 1],
    ]);
  });

  it('is not stored if hooks take longer for their check than they may', async () => {
    const hook: RegistryHook = { checkChange: () => new Promise(() => {}) };
    const { manifests } = engineWith({ hooks: [hook], settings: { hookTimeoutSeconds: 1 } });
    const push = manifests.push(ada, { repository, bytes });
    await expect(push).rejects.toMatchObject({ code: 'UNAVAILABLE', retryAfterSeconds: 5 });
  });

  it('is refused with a reason above the limits', async () => {
    const { manifests } = engineWith({ settings: { maximumManifestBytes: 1024, maximumTagsPerPut: 10 } });
    const large = manifests.push(ada, { repository, bytes: new Uint8Array(1025) });
    await expect(large).rejects.toMatchObject({ reason: 'too-large' });
    const tags = Array.from({ length: 11 }, (_, index) => `tag-${index}` as Tag);
    await expect(manifests.push(ada, { repository, bytes, tags })).rejects.toMatchObject({ reason: 'too-many-tags' });
  });
});

describe('createEngine', () => {
  it.each([
    [
      { settings: { maximumBlobBytes: 1 } },
      'createEngine: settings: maximumBlobBytes must be a whole number of bytes, 1024 or more, or unlimited, not 1',
    ],
    [{ setings: {} }, 'createEngine has no option setings; did you mean settings?'],
    [
      { settings: { maximumBlobByte: 1 } },
      'createEngine: settings has no option maximumBlobByte; did you mean maximumBlobBytes?',
    ],
    [
      { hooks: [{ beforeManifestPsh() {} }] },
      'createEngine: hooks[0]: RegistryHook has no method beforeManifestPsh; did you mean beforeManifestPush?',
    ],
    [
      { metadataStore: { ...new MemoryMetadataStore(), tags: undefined } },
      'createEngine: metadataStore has no role tags',
    ],
    [
      { metadataStore: { ...new MemoryMetadataStore(), check() {}, tags: { list() {} } } },
      'createEngine: metadataStore.tags has no method delete',
    ],
    [
      { blobStore: { begin() {}, read() {} } },
      'createEngine: blobStore has no method append, locate, commit, abort, stat, delete',
    ],
    [{ log: { info() {}, warning() {}, error() {} } }, 'createEngine: log has no method warn'],
  ])('names what is wrong with %#: %j', (options, message) => {
    expect(() => engineWith(options as never)).toThrow(new TypeError(message));
  });
});
