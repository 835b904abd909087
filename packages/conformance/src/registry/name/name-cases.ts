import assert from 'node:assert/strict';
import { expectError, expectRefusal, expectStatus } from '../expect.js';
import { casesOf, type RegistryCase } from '../registry-case.js';
import type { RegistryContext } from '../registry-context.js';
import { RepositoryUnderTest } from '../repository-under-test.js';

/** A repository of another name inside a fresh one. */
function childOf(registry: RegistryContext, name: string): RepositoryUnderTest {
  return new RepositoryUnderTest(registry.http, `${registry.newRepository().name}/${name}`);
}

async function expectWorks(registry: RegistryContext, repository: RepositoryUnderTest): Promise<void> {
  const image = registry.newImage();
  await repository.pushManifest(image, 'v1');
  expectStatus(await repository.get('manifests/v1'), 200);
  expectStatus(await repository.get(`blobs/${image.blobs[0]?.digest}`), 200);
  const list = await repository.get('tags/list');
  expectStatus(list, 200);
  assert.deepEqual(JSON.parse(list.body.toString()), { name: repository.name, tags: ['v1'] });
}

const goodNames = ['a', 'a.b', 'a_b', 'a__b', 'a-b', 'a---b', '0', 'a0/b1/c2', 'x/y.z/w__v-u'];

const good = goodNames.map(
  (name): RegistryCase => ({
    id: `good-${name.replaceAll('/', '-slash-')}`,
    title: `takes a repository name whose last part is ${name}`,
    requirements: ['REF-01'],
    strength: 'must',
    run: (registry) => expectWorks(registry, childOf(registry, name)),
  }),
);

/** Names that end as routes do: the last word of a route decides. */
const routeNames = ['blobs/b', 'tags', 'manifests/x', 'uploads', 'referrers/y', 'blobs'];

const routeLike = routeNames.map(
  (name): RegistryCase => ({
    id: `route-${name.replaceAll('/', '-')}`,
    title: `takes a repository name that ends in ${name}, a word of its own routes`,
    requirements: ['LEG-10', 'BAD-011'],
    strength: 'should',
    run: (registry) => expectWorks(registry, childOf(registry, name)),
  }),
);

const ambiguousNames = ['blobs/uploads', 'tags/list', 'blobs/uploads/x', 'manifests'];

const ambiguous = ambiguousNames.map(
  (name): RegistryCase => ({
    id: `ambiguous-${name.replaceAll('/', '-')}`,
    title: `either serves a repository whose name ends in ${name} by every method, or refuses it from the start`,
    requirements: ['LEG-10', 'BAD-011'],
    strength: 'choice',
    async run(registry) {
      const repository = childOf(registry, name);
      const opened = await repository.postUpload();
      if (opened.status === 202) return expectWorks(registry, repository);
      expectRefusal(opened, [400, 404, 405]);
      const pushed = await repository.putManifest(registry.newImage(), 'v1');
      assert.notEqual(pushed.status, 201, 'a manifest is not taken where no blob can be pushed');
    },
  }),
);

const long = (length: number, start: string) => `${start}/${'n'.repeat(length - start.length - 1)}`;

const limits: readonly RegistryCase[] = [
  {
    id: 'length-255',
    title: 'takes a repository name of 255 characters',
    requirements: ['REF-01', 'REF-02', 'BAD-006'],
    strength: 'should',
    async run(registry) {
      const { name } = registry.newRepository();
      await expectWorks(registry, new RepositoryUnderTest(registry.http, long(255, name)));
    },
  },
  {
    id: 'length-256',
    title: 'refuses a repository name of 256 characters',
    requirements: ['REF-02', 'BAD-006'],
    strength: 'choice',
    async run(registry) {
      const repository = new RepositoryUnderTest(registry.http, long(256, registry.newRepository().name));
      expectError(await repository.postUpload(), 400, 'NAME_INVALID');
      expectError(await repository.get('tags/list'), 400, 'NAME_INVALID');
    },
  },
  {
    id: 'length-8000',
    title: 'refuses a repository name of 8,000 characters without looking closer',
    requirements: ['REF-02', 'BAD-006'],
    strength: 'choice',
    async run(registry) {
      const repository = new RepositoryUnderTest(registry.http, `${'a-'.repeat(4000)}!`);
      expectRefusal(await repository.get('tags/list'), [400, 404, 414]);
    },
  },
  {
    id: 'hundred-components',
    title: 'takes a repository name of a hundred components that stays within 255 characters',
    requirements: ['REF-01', 'BAD-007'],
    strength: 'must',
    run: (registry) => expectWorks(registry, childOf(registry, Array(100).fill('a').join('/'))),
  },
  {
    id: 'unknown-tags',
    title: 'answers 404 NAME_UNKNOWN to the tags of a repository that never existed',
    requirements: ['TAG-02', 'BAD-013'],
    strength: 'should',
    async run(registry) {
      expectError(await registry.newRepository().get('tags/list'), 404, 'NAME_UNKNOWN');
    },
  },
];

/** Names and grammar of repositories (REF-01, REF-02). */
export const nameCases = casesOf('name', [...good, ...routeLike, ...ambiguous, ...limits]);
