import { RegistryError, type RegistryHook } from '@lading/core';
import { MemoryBlobStore, MemoryMetadataStore } from '@lading/storage';
import { type RunningRegistry, startRegistry } from '../src/testing/index.js';
import { memoryStores } from './support/memory-stores.js';
import { errorCodeOf, imageManifest, manifestOf, pushManifest, sha256 } from './support/push.js';

class CountingStore extends MemoryMetadataStore {
  readonly calls: string[] = [];

  constructor() {
    super();
    const find = this.manifests.find.bind(this.manifests);
    const read = this.manifests.read.bind(this.manifests);
    this.manifests.find = (...request) => {
      this.calls.push('find');
      return find(...request);
    };
    this.manifests.read = (...request) => {
      this.calls.push('read');
      return read(...request);
    };
  }
}

describe('a manifest', () => {
  const metadataStore = new CountingStore();
  let registry: RunningRegistry;
  beforeAll(async () => {
    registry = await startRegistry({ blobStore: new MemoryBlobStore(), metadataStore, maximumTagsPerPut: 12 });
    await pushManifest(registry.url, 'a', 'latest');
  });
  afterAll(() => registry.stop());

  const at = (path: string) => new URL(path, registry.url);
  const put = (path: string, headers: Record<string, string> = {}, body = manifestOf()) =>
    fetch(at(path), { method: 'PUT', body, headers: { 'content-type': imageManifest, ...headers } });

  it('costs one short question to the metadata once its bytes are known', async () => {
    await (await fetch(at('/v2/a/manifests/latest'))).text();
    metadataStore.calls.length = 0;
    await (await fetch(at('/v2/a/manifests/latest'))).text();
    await fetch(at('/v2/a/manifests/latest'), { method: 'HEAD' });
    expect(metadataStore.calls).toEqual(['find', 'find']);
  });

  it('is not served from memory once it is deleted', async () => {
    const body = manifestOf({ annotations: { once: 'only' } });
    const path = `/v2/a/manifests/${sha256(body)}`;
    expect((await put(path, {}, body)).status).toBe(201);
    expect((await fetch(at(path))).status).toBe(200);
    expect((await fetch(at(path), { method: 'DELETE' })).status).toBe(202);
    expect((await fetch(at(path))).status).toBe(404);
  });

  it.each([
    ['GET', '/v2/a/manifests/unknown', 404, 'MANIFEST_UNKNOWN'],
    ['GET', '/v2/nowhere/manifests/unknown', 404, 'NAME_UNKNOWN'],
    ['GET', '/v2/a/manifests/.x', 404, 'MANIFEST_UNKNOWN'],
    ['DELETE', '/v2/a/manifests/-x', 404, 'MANIFEST_UNKNOWN'],
    ['DELETE', '/v2/nowhere/manifests/x', 404, 'NAME_UNKNOWN'],
    ['GET', '/v2/a/manifests/sha256:xyz', 400, 'DIGEST_INVALID'],
    ['GET', '/v2/a/manifests/md5:d41d8cd98f00b204e9800998ecf8427e', 400, 'DIGEST_INVALID'],
    ['PUT', '/v2/a/manifests/.x', 400, 'MANIFEST_INVALID'],
    ['PUT', `/v2/a/manifests/${'x'.repeat(129)}`, 400, 'MANIFEST_INVALID'],
    ['PUT', '/v2/a/manifests/x?tag=y', 400, 'UNSUPPORTED'],
    ['PUT', `/v2/a/manifests/${sha256('other')}`, 400, 'DIGEST_INVALID'],
    ['PUT', `/v2/a/manifests/x?digest=${sha256('other')}`, 400, 'DIGEST_INVALID'],
    ['PUT', `/v2/a/manifests/${sha256(manifestOf())}?tag=ok&tag=-bad`, 400, 'MANIFEST_INVALID'],
  ])('%s %s is %i %s', async (method, path, status, code) => {
    const answer = method === 'PUT' ? await put(path) : await fetch(at(path), { method });
    expect(answer.status).toBe(status);
    expect(await errorCodeOf(answer)).toBe(code);
  });

  it('sets many tags in one push, and lists them in one field [TAGP-04]', async () => {
    const tags = Array.from({ length: 12 }, (_, index) => `many-${index}`);
    const query = new URLSearchParams(tags.map((tag): [string, string] => ['tag', tag]));
    const answer = await put(`/v2/a/manifests/${sha256(manifestOf())}?${query}`);
    expect(answer.status).toBe(201);
    expect(answer.headers.get('oci-tag')).toBe(tags.join(', '));
  });

  it('sets only as many long tags as its answer can name, and warns about the others [TAGP-04]', async () => {
    const long = await startRegistry(memoryStores());
    await pushManifest(long.url, 'a', 'latest');
    const tags = Array.from({ length: 40 }, (_, index) => `${index}`.padEnd(128, 'x'));
    const target = new URL(`/v2/a/manifests/${sha256(manifestOf())}?tag=${tags.join('&tag=')}`, long.url);
    const init = { method: 'PUT', body: manifestOf(), headers: { 'content-type': imageManifest } };
    const answer = await fetch(target, init);
    expect(answer.status).toBe(201);
    const set = answer.headers.get('oci-tag')?.split(', ') ?? [];
    expect(set).toEqual(tags.slice(0, 15));
    expect(answer.headers.get('warning')).toMatch(/^299 - "25 more tags were not set, .*"$/);
    const list = (await (await fetch(new URL('/v2/a/tags/list', long.url))).json()) as { tags: string[] };
    expect(list.tags).toEqual([...set, 'latest'].sort());
    await long.stop();
  });

  it('refuses more tags than the limit with 414 [TAGP-03]', async () => {
    const query = Array.from({ length: 13 }, (_, index) => `tag=more-${index}`).join('&');
    expect((await put(`/v2/a/manifests/${sha256(manifestOf())}?${query}`)).status).toBe(414);
  });

  it('names its subject in the answer [SUBJ-01]', async () => {
    const subject = { mediaType: imageManifest, digest: sha256('not there'), size: 9 };
    const answer = await put('/v2/a/manifests/about', {}, manifestOf({ subject }));
    expect(answer.headers.get('oci-subject')).toBe(subject.digest);
  });

  it('moves a tag only under the conditions that the client sets', async () => {
    const etag = `"${sha256(manifestOf())}"`;
    const changed = manifestOf({ annotations: { version: '2' } });
    await put('/v2/a/manifests/moving');
    expect((await put('/v2/a/manifests/moving', { 'if-none-match': '*' }, changed)).status).toBe(412);
    expect((await put('/v2/a/manifests/moving', { 'if-match': '"sha256:other"' }, changed)).status).toBe(412);
    expect((await put('/v2/a/manifests/moving', { 'if-match': `W/${etag}` }, changed)).status).toBe(412);
    expect((await put('/v2/a/manifests/moving', { 'if-match': etag }, changed)).status).toBe(201);
    expect((await put('/v2/a/manifests/brand-new', { 'if-none-match': '*' })).status).toBe(201);
    expect((await fetch(at('/v2/a/manifests/moving'), { headers: { 'if-none-match': etag } })).status).toBe(200);
  });

  it('is refused with a content coding', async () => {
    expect((await put('/v2/a/manifests/x', { 'content-encoding': 'gzip' })).status).toBe(415);
  });
});

describe('a hook', () => {
  const refusals: RegistryHook = {
    async beforeManifestPush({ tags, identity }) {
      if (tags.includes('frozen' as never))
        throw new RegistryError('DENIED', `frozen for ${identity.kind === 'user' && identity.name}`);
    },
    async beforeManifestPull({ manifest }) {
      if (manifest.size > 10_000) throw new RegistryError('DENIED', 'too large to pull');
    },
    async beforeDelete({ target }) {
      if (target.kind === 'blob') throw new RegistryError('DENIED', 'blobs stay');
    },
  };

  it('refuses a push, a pull or a delete with its reason, as one that counts a quota does [BAD-083]', async () => {
    const registry = await startRegistry({
      ...memoryStores(),
      hooks: [{ async beforeManifestPull() {} }, refusals],
      access: {
        authenticators: [
          { authenticate: async () => ({ outcome: 'identified', identity: { kind: 'user', name: 'eve' } }) },
        ],
        authorizer: { authorize: () => ({ outcome: 'allowed' }) },
      },
    });
    const refused = await pushManifest(registry.url, 'a', 'frozen');
    expect(refused.status).toBe(403);
    expect(await refused.json()).toEqual({ errors: [{ code: 'DENIED', message: 'frozen for eve' }] });
    expect((await pushManifest(registry.url, 'a', 'large', { annotations: { x: 'x'.repeat(10_000) } })).status).toBe(
      201,
    );
    for (const method of ['GET', 'HEAD'])
      expect((await fetch(new URL('/v2/a/manifests/large', registry.url), { method })).status).toBe(403);
    const blob = new URL(`/v2/a/blobs/${sha256('{}')}`, registry.url);
    expect((await fetch(blob, { method: 'DELETE' })).status).toBe(403);
    expect((await fetch(blob)).status).toBe(200);
    await registry.stop();
  });
});

describe('deletion', () => {
  it('that is switched off is 405 for each of tag, manifest and blob, also of a malformed digest [DEL-03, DEL-07, DEL-13]', async () => {
    const registry = await startRegistry({ ...memoryStores(), allowDelete: false });
    const digest = (await pushManifest(registry.url, 'a', 'latest')).headers.get('docker-content-digest');
    for (const path of ['manifests/latest', `manifests/${digest}`, `blobs/${sha256('{}')}`, 'blobs/sha256:x']) {
      const answer = await fetch(new URL(`/v2/a/${path}`, registry.url), { method: 'DELETE' });
      expect(answer.status).toBe(405);
      expect(answer.headers.get('allow')).toMatch(/^GET, HEAD/);
      expect(await errorCodeOf(answer)).toBe('UNSUPPORTED');
    }
    await registry.stop();
  });

  it('of a blob that a manifest needs is refused', async () => {
    const registry = await startRegistry(memoryStores());
    await pushManifest(registry.url, 'a', 'latest');
    const blob = new URL(`/v2/a/blobs/${sha256('{}')}`, registry.url);
    const answer = await fetch(blob, { method: 'DELETE' });
    expect(answer.status).toBe(405);
    expect(await errorCodeOf(answer)).toBe('DENIED');
    await registry.stop();
  });
});

describe('a manifest whose stored bytes are wrong', () => {
  it('is neither served nor cached', async () => {
    const metadataStore = new MemoryMetadataStore();
    // The push has cached nothing.
    const pushing = await startRegistry({ ...memoryStores(), metadataStore });
    await pushManifest(pushing.url, 'a', 'v1');
    await pushing.stop();
    const registry = await startRegistry({ ...memoryStores(), metadataStore });
    const get = () => fetch(new URL('/v2/a/manifests/v1', registry.url));
    const { manifests } = metadataStore;
    const read = manifests.read.bind(manifests);
    manifests.read = async (...request) => (await read(...request))?.map((byte) => byte ^ 1);
    const answer = await get();
    expect(answer.status).toBe(500);
    expect(await errorCodeOf(answer)).toBe('UNKNOWN');
    manifests.read = read;
    expect(await (await get()).text()).toBe(manifestOf());
    await registry.stop();
  });
});
