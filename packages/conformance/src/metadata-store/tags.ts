import assert from 'node:assert/strict';
import { by, digestOfTag, hasManifest, imageOf, repository, tag } from './content.js';
import { metadataStoreCase } from './metadata-store-case.js';
import { walk } from './walk.js';

const image = imageOf('tagged');
const mixed = ['1', '10', '2', 'A', 'Z', '_', '_a', 'a', 'a-', 'a.', 'aA', 'aa', 'z', 'Latest', 'latest'];
const sorted = [...mixed].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));

export const tags = [
  metadataStoreCase(
    'tag/order',
    'lists tags in byte order, whatever the size of the pages',
    async ({ store }) => {
      await store.manifests.put({ repository, manifest: image, tags: mixed.map(tag), by });
      for (const limit of [1, 2, 7, 15, 1000])
        assert.deepEqual(await walk((page) => store.tags.list(repository, page), limit), sorted);
    },
    ['TAG-04', 'TAG-07'],
  ),
  metadataStoreCase(
    'tag/after',
    'lists the tags strictly after any text, whether it is a tag or not',
    async ({ store }) => {
      await store.manifests.put({ repository, manifest: image, tags: mixed.map(tag), by });
      const texts = ['', '!', '1', '11', 'B', 'a', 'a\0', 'a\0b', 'aa', 'm', 'zz', 'é', '\u{1F600}', '\uD800', '%'];
      for (const after of [...texts, 'a'.repeat(3000)]) {
        const expected = sorted.filter((name) => Buffer.compare(Buffer.from(name), Buffer.from(after)) > 0);
        const page = await store.tags.list(repository, { after, limit: 100 });
        assert.deepEqual(page, { items: expected, hasMore: false }, `after ${JSON.stringify(after.slice(0, 9))}`);
      }
    },
    ['TAG-13'],
  ),
  metadataStoreCase('tag/has-more', 'says that more follows only where more follows', async ({ store }) => {
    await store.manifests.put({ repository, manifest: image, tags: ['a', 'b', 'c'].map(tag), by });
    assert.equal((await store.tags.list(repository, { limit: 2 })).hasMore, true);
    assert.equal((await store.tags.list(repository, { limit: 3 })).hasMore, false);
    assert.deepEqual(await store.tags.list(repository, { limit: 2, after: 'a' }), {
      items: ['b', 'c'],
      hasMore: false,
    });
  }),
  metadataStoreCase('tag/paging', 'loses and repeats no tag while others come and go', async ({ store, replica }) => {
    const stable = Array.from({ length: 40 }, (_, index) => `s${String(index).padStart(2, '0')}`);
    await store.manifests.put({ repository, manifest: image, tags: [...stable, 's05x', 's20x'].map(tag), by });
    let page = 0;
    const seen = await walk(async (request) => {
      page++;
      if (request.after !== undefined) await replica.tags.delete({ repository, tag: tag('s05x'), by });
      await replica.manifests.put({ repository, manifest: image, tags: [tag(`a${page}`), tag(`z${page}`)], by });
      return store.tags.list(repository, request);
    }, 6);
    assert.deepEqual(
      seen.filter((name) => stable.includes(name)),
      stable,
    );
    assert.equal(new Set(seen).size, seen.length);
  }),
  metadataStoreCase('tag/long', 'takes tags of 128 characters', async ({ store }) => {
    const [one, other] = [`${'T'.repeat(127)}a`, `${'T'.repeat(127)}b`];
    await store.manifests.put({ repository, manifest: image, tags: [tag(one)], by });
    assert.equal(await digestOfTag(store, one), image.digest);
    assert.equal(await digestOfTag(store, other), undefined);
  }),
  metadataStoreCase(
    'tag/delete',
    'removes one tag, and the manifest stays',
    async ({ store, replica }) => {
      await store.manifests.put({ repository, manifest: image, tags: ['a', 'b'].map(tag), by });
      assert.equal(await replica.tags.delete({ repository, tag: tag('a'), by }), true);
      assert.equal(await digestOfTag(store, 'a'), undefined);
      assert.equal(await digestOfTag(store, 'b'), image.digest);
      assert.equal(await store.tags.delete({ repository, tag: tag('a'), by }), false);
      assert.equal(await store.tags.delete({ repository, tag: tag('b'), by }), true);
      assert.ok(await hasManifest(store, image));
    },
    ['DEL-02', 'DEL-04'],
  ),
];
