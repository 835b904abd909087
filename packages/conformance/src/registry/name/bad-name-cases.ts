import { expectError, expectRefusal } from '../expect.js';
import type { Answer } from '../http/answer.js';
import { casesOf, type RegistryCase } from '../registry-case.js';
import type { RegistryContext } from '../registry-context.js';
import { RepositoryUnderTest } from '../repository-under-test.js';

interface BadName {
  readonly id: string;
  /** As it goes into the target of a request. */
  readonly name: string;
  readonly requirements: readonly string[];
}

const badNames: readonly BadName[] = [
  { id: 'upper-case', name: 'UPPER/case', requirements: ['BAD-001'] },
  { id: 'empty-component', name: 'a//b', requirements: ['BAD-002'] },
  { id: 'leading-hyphen', name: '-a', requirements: ['BAD-003'] },
  { id: 'trailing-hyphen', name: 'a-', requirements: ['BAD-003'] },
  { id: 'two-periods', name: 'a..b', requirements: ['BAD-003'] },
  { id: 'three-underscores', name: 'a___b', requirements: ['BAD-003'] },
  { id: 'leading-period', name: '.a', requirements: ['BAD-003'] },
  { id: 'mixed-separators', name: 'a._b', requirements: ['BAD-003'] },
  { id: 'leading-underscore', name: '_a', requirements: ['BAD-003', 'EXT-02'] },
  { id: 'nul', name: 'a%00b', requirements: ['BAD-008'] },
  { id: 'invalid-utf-8', name: 'a%ffb', requirements: ['BAD-009'] },
  { id: 'broken-percent', name: 'a%zzb', requirements: ['BAD-009'] },
  { id: 'look-alike', name: '%D0%B0dmin', requirements: ['BAD-010'] },
  { id: 'catalog', name: '_catalog', requirements: ['BAD-011', 'EXT-03'] },
  { id: 'trailing-newline', name: 'a%0a', requirements: ['BAD-012'] },
  { id: 'space', name: 'a%20b', requirements: [] },
  { id: 'etc-passwd', name: '%2Fetc%2Fpasswd', requirements: ['BAD-005'] },
  { id: 'backslash', name: '..%5c..', requirements: ['BAD-005'] },
];

type Ask = (repository: RepositoryUnderTest, registry: RegistryContext) => Promise<Answer>;

/** A redirect to another name is no answer for this one, so none is followed. */
const follow = false;

/** The requests that carry a name, one for each part of the API. */
const asks: readonly Ask[] = [
  (repository) => repository.send('GET', 'tags/list', { follow }),
  (repository) => repository.send('GET', 'manifests/v1', { follow }),
  (repository, registry) => repository.send('GET', `blobs/${registry.newBlob().digest}`, { follow }),
  (repository) => repository.postUpload('', { follow }),
  (repository, registry) => repository.putManifest(registry.newImage(), 'v1', { follow }),
  (repository) => repository.send('DELETE', 'manifests/v1', { follow }),
];

const redirects = [301, 302, 307, 308];

const refused = badNames.map(
  ({ id, name, requirements }): RegistryCase => ({
    id: `bad-${id}`,
    title: `refuses the repository name ${name} by every method`,
    requirements: ['REF-01', ...requirements],
    strength: 'must',
    async run(registry) {
      const repository = new RepositoryUnderTest(registry.http, name);
      for (const ask of asks) expectRefusal(await ask(repository, registry), [400, 404, ...redirects]);
    },
  }),
);

/** What begins with an underscore is an extension, and one that is unknown is a route that is not there (EXT-02). */
const explained = badNames
  .filter(({ name }) => !name.startsWith('_'))
  .map(
    ({ id, name, requirements }): RegistryCase => ({
      id: `code-${id}`,
      title: `answers 400 NAME_INVALID to the repository name ${name} by every method`,
      requirements: ['REF-01', 'ERR-02', 'ERR-03', ...requirements],
      strength: 'choice',
      async run(registry) {
        const repository = new RepositoryUnderTest(registry.http, name);
        for (const ask of asks) expectError(await ask(repository, registry), 400, 'NAME_INVALID');
      },
    }),
  );

const referrers: RegistryCase = {
  id: 'code-referrers',
  title: 'answers 400 NAME_INVALID to the referrers of a bad repository name',
  requirements: ['REF-01'],
  strength: 'choice',
  needs: ['referrers'],
  async run(registry) {
    const repository = new RepositoryUnderTest(registry.http, 'UPPER/case');
    expectError(await repository.get(`referrers/${registry.newBlob().digest}`), 400, 'NAME_INVALID');
  },
};

const traversals = ['x/../{name}', 'x/%2e%2e/{name}', './{name}', '%2e/{name}'];

/** A registry that resolves `..` would answer for another name than the one that was authorised. */
const unresolved = traversals.map(
  (form): RegistryCase => ({
    id: `traversal-${form.replaceAll('/', '-').replace('-{name}', '')}`,
    title: `never resolves the dots in ${form}`,
    requirements: ['REF-01', 'BAD-004'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      await repository.pushManifest(registry.newImage(), 'v1');
      const climbing = new RepositoryUnderTest(registry.http, form.replace('{name}', repository.name));
      expectRefusal(await climbing.send('GET', 'manifests/v1', { follow }), [400, 404, ...redirects]);
    },
  }),
);

/** Invalid names of repositories. */
export const badNameCases = casesOf('name', [...refused, ...explained, referrers, ...unresolved]);
