import assert from 'node:assert/strict';
import { expectError, expectJson, expectStatus } from '../expect.js';
import { casesOf, type RegistryCase } from '../registry-case.js';
import type { RegistryContext } from '../registry-context.js';
import { RepositoryUnderTest } from '../repository-under-test.js';
import { nextOf } from './tag-list-cases.js';

/** All names, by following the links. Other repositories may be there too. */
async function walkCatalog(registry: RegistryContext, query: string): Promise<string[]> {
  const names: string[] = [];
  let target: string | undefined = `/v2/_catalog${query}`;
  for (let pages = 0; target !== undefined && pages < 1000; pages++) {
    const answer = await registry.http.send('GET', target);
    expectStatus(answer, 200);
    names.push(...(expectJson(answer) as { repositories: string[] }).repositories);
    target = nextOf(answer);
  }
  return names;
}

const cases: readonly RegistryCase[] = [
  {
    id: 'lists',
    title: 'lists repositories with content in order, over as many pages as are asked for',
    requirements: ['LEG-02', 'EXT-03', 'EXT-06'],
    strength: 'should',
    async run(registry) {
      const repositories = [registry.newRepository(), registry.newRepository(), registry.newRepository()];
      for (const repository of repositories) await repository.pushManifest(registry.newImage({ layers: [] }), 'v1');
      const empty = registry.newRepository();
      const names = await walkCatalog(registry, '?n=100');
      for (const { name } of repositories) assert.equal(names.filter((each) => each === name).length, 1);
      assert.ok(!names.includes(empty.name), 'a repository without content is not listed');
      assert.deepEqual(names, [...names].sort());
    },
  },
  {
    id: 'pages',
    title: 'gives n repositories after last',
    requirements: ['LEG-02'],
    strength: 'should',
    async run(registry) {
      const repository = registry.newRepository();
      const inner = ['a', 'b', 'c'].map((part) => `${repository.name}/${part}`);
      for (const name of inner)
        await new RepositoryUnderTest(registry.http, name).pushManifest(registry.newImage({ layers: [] }), 'v1');
      const answer = await registry.http.send('GET', `/v2/_catalog?n=2&last=${encodeURIComponent(inner[0] ?? '')}`);
      expectStatus(answer, 200);
      assert.deepEqual((expectJson(answer) as { repositories: string[] }).repositories, inner.slice(1));
    },
  },
  {
    id: 'bad-n',
    title: 'refuses an n that is no number of repositories',
    requirements: ['LEG-02', 'BAD-089'],
    strength: 'choice',
    async run(registry) {
      for (const n of ['-1', 'abc', '1.5', '0x10'])
        expectError(await registry.http.send('GET', `/v2/_catalog?n=${n}`), 400, 'UNSUPPORTED');
    },
  },
];

/** The list of repositories that Docker's API has and the OCI reserves. */
export const catalogCases = casesOf('catalog', cases, ['catalog']);
