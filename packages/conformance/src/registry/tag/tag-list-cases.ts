import assert from 'node:assert/strict';
import { expectError, expectHeader, expectJson, expectNoHeader, expectRefusal, expectStatus } from '../expect.js';
import { type Answer, header } from '../http/answer.js';
import { casesOf, type RegistryCase } from '../registry-case.js';
import type { RegistryContext } from '../registry-context.js';
import type { RepositoryUnderTest } from '../repository-under-test.js';

async function repositoryWithTags(registry: RegistryContext, ...tags: readonly string[]): Promise<RepositoryUnderTest> {
  const repository = registry.newRepository();
  await repository.pushManifest(registry.newImage({ layers: [] }), ...tags);
  return repository;
}

export function tagsOf(answer: Answer): string[] {
  expectStatus(answer, 200);
  return (expectJson(answer) as { tags: string[] }).tags;
}

/** The target of the next page, from a Link in the form that clients read. */
export function nextOf(answer: Answer): string | undefined {
  const link = header(answer, 'link');
  if (link === undefined) return undefined;
  const [, target] = /^<([^>]+)>\s*;\s*rel="?next"?$/.exec(link) ?? [];
  assert.ok(target, `Link is <target>; rel="next": ${link}`);
  return new URL(target, answer.url).href;
}

const numbered = (count: number) => Array.from({ length: count }, (_, n) => `t${String(n).padStart(3, '0')}`);

const listing: readonly RegistryCase[] = [
  {
    id: 'list',
    title: 'lists the tags of a repository as JSON with its name',
    requirements: ['TAG-01', 'TAG-05', 'CAT-02', 'CAT-03'],
    strength: 'must',
    async run(registry) {
      const repository = await repositoryWithTags(registry, 'v2', 'v1');
      const answer = await repository.get('tags/list');
      expectStatus(answer, 200);
      expectHeader(answer, 'content-type', /^application\/json(?:;.*)?$/);
      const { name, tags } = JSON.parse(answer.body.toString());
      assert.deepEqual({ name, tags: [...tags].sort() }, { name: repository.name, tags: ['v1', 'v2'] });
    },
  },
  {
    id: 'order',
    title: 'lists tags in byte order, or in order without regard to case',
    requirements: ['TAG-04', 'TAG-11'],
    strength: 'must',
    async run(registry) {
      const tags = ['b', 'A', 'a1', 'C', '_x', '10', '9'];
      const listed = tagsOf(await (await repositoryWithTags(registry, ...tags)).get('tags/list'));
      const byBytes = [...tags].sort();
      const byLetters = [...tags].sort((one, other) => (one.toLowerCase() < other.toLowerCase() ? -1 : 1));
      const matches = [byBytes, byLetters].some((order) => JSON.stringify(order) === JSON.stringify(listed));
      assert.ok(matches, `neither order: ${listed}`);
    },
  },
  {
    id: 'byte-order',
    title: 'lists tags in byte order, over pages as well',
    requirements: ['TAG-04'],
    strength: 'choice',
    async run(registry) {
      const tags = ['b', 'A', 'a-1', 'a.1', 'a1', 'a_1', 'C', '_x', '10', '9', 'aa'];
      const repository = await repositoryWithTags(registry, ...tags);
      assert.deepEqual(tagsOf(await repository.get('tags/list')), [...tags].sort());
      const rest = tagsOf(await repository.get('tags/list?last=a.1'));
      assert.deepEqual(rest, ['a1', 'a_1', 'aa', 'b']);
    },
  },
  {
    id: 'empty',
    title: 'lists no tags, as an empty array, of a repository that has only untagged content',
    requirements: ['TAG-03', 'TAG-05'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      await repository.pushManifest(registry.newImage());
      assert.deepEqual(tagsOf(await repository.get('tags/list')), []);
    },
  },
  {
    id: 'fallback-tags',
    title: 'lists tags of referrers that clients keep by hand',
    requirements: ['TAG-01', 'UPG-01'],
    strength: 'should',
    async run(registry) {
      const tag = registry.newBlob().digest.replace(':', '-');
      assert.deepEqual(tagsOf(await (await repositoryWithTags(registry, tag)).get('tags/list')), [tag]);
    },
  },
];

const paging: readonly RegistryCase[] = [
  {
    id: 'n',
    title: 'gives exactly n tags where there are more, from the start',
    requirements: ['TAG-06', 'TAG-07', 'TAG-11'],
    strength: 'must',
    async run(registry) {
      const repository = await repositoryWithTags(registry, 'a', 'b', 'c', 'd');
      const answer = await repository.get('tags/list?n=2');
      const tags = tagsOf(answer);
      assert.deepEqual(tags, ['a', 'b'].slice(0, tags.length));
      assert.ok(tags.length === 2 || header(answer, 'link') !== undefined, 'fewer than n only with a Link');
    },
  },
  {
    id: 'link',
    title: 'links to the next page where more tags exist',
    requirements: ['TAG-08', 'TAG-09'],
    strength: 'should',
    async run(registry) {
      const repository = await repositoryWithTags(registry, 'a', 'b', 'c', 'd');
      const first = await repository.get('tags/list?n=2');
      expectHeader(first, 'link', /^<\/v2\/[^>]+\/tags\/list\?[^>]+>; rel="next"$/);
      const second = await registry.http.send('GET', nextOf(first) ?? assert.fail());
      assert.deepEqual(tagsOf(second), ['c', 'd']);
    },
  },
  {
    id: 'no-link',
    title: 'links to nothing from the last page',
    requirements: ['TAG-08'],
    strength: 'choice',
    async run(registry) {
      const repository = await repositoryWithTags(registry, 'a', 'b');
      for (const query of ['?n=1&last=a', '?n=2', '?n=3', '']) {
        const answer = await repository.get(`tags/list${query}`);
        expectStatus(answer, 200);
        expectNoHeader(answer, 'link');
      }
    },
  },
  {
    id: 'walk',
    title: 'gives every tag exactly once to a client that follows the links',
    requirements: ['TAG-08', 'TAG-09', 'TAG-13'],
    strength: 'must',
    async run(registry) {
      const repository = await repositoryWithTags(registry, ...numbered(25));
      const seen: string[] = [];
      let target: string | undefined = repository.path('tags/list?n=7');
      for (let pages = 0; target !== undefined && pages < 30; pages++) {
        const answer = await registry.http.send('GET', target);
        seen.push(...tagsOf(answer));
        target = nextOf(answer);
        if (target === undefined && seen.length < 25) target = repository.path(`tags/list?n=7&last=${seen.at(-1)}`);
      }
      assert.deepEqual(seen.sort(), numbered(25));
    },
  },
  {
    id: 'n-0',
    title: 'gives no tag and no link for n=0',
    requirements: ['TAG-10', 'BAD-088'],
    strength: 'must',
    async run(registry) {
      const repository = await repositoryWithTags(registry, 'a', 'b');
      for (const query of ['n=0', 'n=0&last=a']) {
        const answer = await repository.get(`tags/list?${query}`);
        assert.deepEqual(tagsOf(answer), []);
        expectNoHeader(answer, 'link');
      }
    },
  },
  {
    id: 'last',
    title: 'goes on after the tag that last names, with or without n',
    requirements: ['TAG-13'],
    strength: 'must',
    async run(registry) {
      const repository = await repositoryWithTags(registry, 'a', 'b', 'c', 'd');
      assert.deepEqual(tagsOf(await repository.get('tags/list?last=b')), ['c', 'd']);
      assert.deepEqual(tagsOf(await repository.get('tags/list?n=1&last=b')), ['c']);
      assert.deepEqual(tagsOf(await repository.get('tags/list?n=10&last=d')), []);
    },
  },
  {
    id: 'last-unknown',
    title: 'goes on after where an unknown last would stand',
    requirements: ['TAG-13', 'BAD-091'],
    strength: 'choice',
    async run(registry) {
      const repository = await repositoryWithTags(registry, 'a', 'c');
      assert.deepEqual(tagsOf(await repository.get('tags/list?last=b')), ['c']);
    },
  },
  {
    id: 'large-n',
    title: 'takes an n of 1,000, as crane always sends, and any larger one',
    requirements: ['TAG-06', 'BAD-090'],
    strength: 'should',
    async run(registry) {
      const repository = await repositoryWithTags(registry, 'a', 'b');
      for (const n of ['2', '1000', '1000000', '1000000000']) {
        const answer = await repository.get(`tags/list?n=${n}`);
        assert.deepEqual(tagsOf(answer).sort(), ['a', 'b']);
      }
    },
  },
  {
    id: 'huge-n',
    title: 'cuts an n that is too large for any number',
    requirements: ['TAG-06', 'BAD-090'],
    strength: 'choice',
    async run(registry) {
      const repository = await repositoryWithTags(registry, 'a', 'b');
      for (const n of ['1000000000000000000', '9'.repeat(40)])
        assert.deepEqual(tagsOf(await repository.get(`tags/list?n=${n}`)), ['a', 'b']);
    },
  },
  ...['-1', 'abc', '1.5', '0x10', '%205%20', '5abc', '1e2', ''].map(
    (n, index): RegistryCase => ({
      id: `bad-n-${index + 1}`,
      title: `refuses n=${n}, which is no number of tags`,
      requirements: ['TAG-06', 'ERR-03', 'BAD-089'],
      strength: 'choice',
      async run(registry) {
        const repository = await repositoryWithTags(registry, 'a', 'b');
        expectError(await repository.get(`tags/list?n=${n}`), 400, 'UNSUPPORTED');
      },
    }),
  ),
  {
    id: 'strange-last',
    title: 'lists nothing wrong and never breaks for a last that is long, or SQL, or no text',
    requirements: ['TAG-13', 'BAD-092'],
    strength: 'should',
    async run(registry) {
      const repository = await repositoryWithTags(registry, 'a', 'b');
      for (const last of ['z'.repeat(10_000), "a'%20OR%20'1'='1", '(a%2B)%2B%24', '%00', '%ff', '.*']) {
        const answer = await repository.get(`tags/list?last=${last}`);
        // What a last that is no tag leads to is open; 404 is the one refusal of the specification's own table.
        if (answer.status !== 200) expectRefusal(answer, [400, 404, 414, 431]);
        else for (const tag of tagsOf(answer)) assert.ok(['a', 'b'].includes(tag));
      }
    },
  },
];

/** Tag lists (end-8). */
export const tagListCases = casesOf('tag-list', [...listing, ...paging]);
