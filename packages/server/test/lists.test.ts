import { once } from 'node:events';
import { type RunningRegistry, startRegistry } from '../src/testing/index.js';
import { memoryStores } from './support/memory-stores.js';
import { errorCodeOf, imageManifest, pushBlob, pushManifest, sha256 } from './support/push.js';

const subject = { mediaType: imageManifest, digest: sha256('a subject'), size: 9 };

describe('a list whose client leaves', () => {
  it.each(['_catalog', 'team/app/tags/list', `team/app/referrers/${sha256('a subject')}`])(
    '%s is given up by the store',
    async (path) => {
      const stores = memoryStores();
      let give: (signal: AbortSignal) => void = () => {};
      const given = new Promise<AbortSignal>((resolve) => {
        give = resolve;
      });
      const stall = (signal: AbortSignal | undefined): Promise<never> =>
        new Promise((_, reject) => {
          if (signal === undefined) return reject(new Error('no signal'));
          signal.addEventListener('abort', () => reject(signal.reason));
          give(signal);
        });
      stores.metadataStore.repositories.list = ({ signal }) => stall(signal);
      stores.metadataStore.tags.list = (_, { signal }) => stall(signal);
      stores.metadataStore.referrers.list = (_, __, { signal }) => stall(signal);
      const registry = await startRegistry(stores);
      const client = new AbortController();
      const answer = fetch(new URL(`/v2/${path}`, registry.url), { signal: client.signal }).catch(() => 'left');
      const signal = await given;
      expect(signal.aborted).toBe(false);
      const aborted = once(signal, 'abort');
      client.abort();
      await aborted;
      expect(await answer).toBe('left');
      await registry.stop();
    },
  );
});

describe('a list', () => {
  let registry: RunningRegistry;
  beforeAll(async () => {
    registry = await startRegistry({ ...memoryStores(), maximumPageSize: 4, maximumReferrersBytes: 1000 });
    for (const tag of ['c', 'B', 'a', 'e', 'd']) await pushManifest(registry.url, 'team/app', tag);
    await pushBlob(registry.url, 'other', 'x');
    for (const index of [1, 2, 3, 4, 5, 6])
      await pushManifest(registry.url, 'team/app', `r${index}`, {
        subject,
        artifactType: index % 2 === 0 ? 'application/even+x' : 'application/odd',
        annotations: { index: String(index) },
      });
    for (const index of [1, 2, 3, 4, 5, 6])
      await fetch(new URL(`/v2/team/app/manifests/r${index}`, registry.url), { method: 'DELETE' });
  });
  afterAll(() => registry.stop());

  const get = (path: string) => fetch(new URL(path, registry.url));

  /** Follows `Link` to the end. */
  async function pages(path: string): Promise<unknown[]> {
    const found: unknown[] = [];
    for (let next: string | undefined = path; next !== undefined; ) {
      const answer: Response = await get(next);
      expect(answer.status).toBe(200);
      found.push(await answer.json());
      const link = answer.headers.get('link');
      next = link === null ? undefined : /^<(\/v2\/[^>]+)>; rel="next"$/.exec(link)?.[1];
      if (link !== null) expect(next).toBeDefined();
    }
    return found;
  }

  it('of tags comes in pages that link to each other, in byte order [TAG-04, TAG-09]', async () => {
    expect(await pages('/v2/team/app/tags/list?n=2')).toEqual([
      { name: 'team/app', tags: ['B', 'a'] },
      { name: 'team/app', tags: ['c', 'd'] },
      { name: 'team/app', tags: ['e'] },
    ]);
  });

  it.each([
    ['', ['B', 'a', 'c', 'd']],
    ['?n=1000000000000000000000', ['B', 'a', 'c', 'd']],
    ['?n=0', []],
    ['?last=c', ['d', 'e']],
    ['?last=bb&n=1', ['c']],
    ['?last=zzz', []],
  ])('of tags with "%s" [TAG-06, TAG-10, TAG-13]', async (query, tags) => {
    const answer = await get(`/v2/team/app/tags/list${query}`);
    expect(await answer.json()).toEqual({ name: 'team/app', tags });
    if (tags.length < 4 && !query.includes('n=1')) expect(answer.headers.get('link')).toBeNull();
  });

  it.each([
    'n=-1',
    'n=abc',
    'n=1.5',
    'n=0x10',
    'n=%205%20',
    'n=5abc',
    'n=',
    'n=1&n=2',
    'last=a%00b',
    `last=${'x'.repeat(5000)}`,
  ])('of tags with %s is 400', async (query) => {
    const answer = await get(`/v2/team/app/tags/list?${query}`);
    expect(answer.status).toBe(400);
    expect(await errorCodeOf(answer)).toBe('UNSUPPORTED');
  });

  it('of tags of a repository without tags is empty, and of an unknown one 404 [TAG-02, TAG-03]', async () => {
    expect(await (await get('/v2/other/tags/list')).json()).toEqual({ name: 'other', tags: [] });
    for (const query of ['', '?n=0']) {
      const unknown = await get(`/v2/unknown/tags/list${query}`);
      expect(unknown.status).toBe(404);
      expect(await errorCodeOf(unknown)).toBe('NAME_UNKNOWN');
    }
  });

  it('of repositories comes in pages too, or not at all [LEG-02]', async () => {
    expect(await pages('/v2/_catalog?n=1')).toEqual([{ repositories: ['other'] }, { repositories: ['team/app'] }]);
    const closed = await startRegistry({ ...memoryStores(), allowCatalog: false });
    expect((await fetch(new URL('/v2/_catalog', closed.url))).status).toBe(404);
    await closed.stop();
  });

  it('of referrers comes in pages below its limit of bytes, each entry once [RFR-11]', async () => {
    const all = (await pages(`/v2/team/app/referrers/${subject.digest}`)) as { manifests: { digest: string }[] }[];
    expect(all.length).toBeGreaterThan(1);
    const digests = all.flatMap(({ manifests }) => manifests.map(({ digest }) => digest));
    expect(new Set(digests).size).toBe(6);
    expect(digests).toHaveLength(6);
    for (const page of all) expect(JSON.stringify(page).length).toBeLessThanOrEqual(1000);
  });

  it.each([
    ['artifactType=application/odd', 3],
    ['artifactType=application/even%2Bx', 3],
    ['artifactType=application/even+x', 3],
    ['artifactType=application/odd&artifactType=application/even%2Bx', 6],
    ['artifactType=application/none', 0],
  ])('of referrers is filtered by %s on every page [RFR-12, RFR-13]', async (query, count) => {
    const path = `/v2/team/app/referrers/${subject.digest}?${query}`;
    expect((await get(path)).headers.get('oci-filters-applied')).toBe('artifactType');
    const all = (await pages(path)) as { manifests: object[] }[];
    expect(all.flatMap(({ manifests }) => manifests)).toHaveLength(count);
  });

  it('of referrers is refused with more types than a Link to the next page can name', async () => {
    const types = (count: number, length: number) =>
      Array.from({ length: count }, (_, index) => `artifactType=${`a/${index}`.padEnd(length, 'x')}`).join('&');
    const path = `/v2/team/app/referrers/${subject.digest}`;
    for (const query of [types(9, 255), types(200, 5)]) {
      const answer = await get(`${path}?${query}`);
      expect(answer.status).toBe(414);
      expect(await errorCodeOf(answer)).toBe('UNSUPPORTED');
    }
    expect((await get(`${path}?${types(7, 255)}`)).status).toBe(200);
  });

  it('of referrers has exactly the media type of an index, and is empty for an unknown digest [RFR-04, RFR-10]', async () => {
    for (const path of [
      `/v2/team/app/referrers/${sha256('?')}`,
      `/v2/unknown/referrers/${subject.digest}?artifactType=`,
    ]) {
      const answer = await get(path);
      expect(answer.headers.get('content-type')).toBe('application/vnd.oci.image.index.v1+json');
      expect(answer.headers.get('oci-filters-applied')).toBeNull();
      expect(await answer.json()).toEqual({
        schemaVersion: 2,
        mediaType: 'application/vnd.oci.image.index.v1+json',
        manifests: [],
      });
    }
  });

  it.each([
    ['sha256:xyz', 'DIGEST_INVALID'],
    [`${subject.digest}?next=%25`, 'UNSUPPORTED'],
    [`${subject.digest}?artifactType=a%0d%0ab`, 'UNSUPPORTED'],
    [`${subject.digest}?artifactType=${'x'.repeat(300)}`, 'UNSUPPORTED'],
  ])('of referrers of %s is 400 [RFR-03]', async (rest, code) => {
    const answer = await get(`/v2/team/app/referrers/${rest}`);
    expect(answer.status).toBe(400);
    expect(await errorCodeOf(answer)).toBe(code);
  });

  it('of extensions has the discovery extension [EXT-04]', async () => {
    const { extensions } = (await (await get('/v2/_oci/ext/discover')).json()) as { extensions: { name: string }[] };
    expect(extensions.map(({ name }) => name)).toEqual(['_oci']);
  });
});
