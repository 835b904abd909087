import assert from 'node:assert/strict';
import { expectError, expectJson, expectNoHeader, expectStatus } from '../expect.js';
import type { Answer } from '../http/answer.js';
import { prepareImage } from '../manifest/push-manifest-cases.js';
import { casesOf, type RegistryCase } from '../registry-case.js';
import type { RegistryContext } from '../registry-context.js';
import { locationOf } from '../repository-under-test.js';

/** A repository with an image that the second client may not see, and one that does not exist. */
async function prepareHidden(registry: RegistryContext) {
  const { repository, image } = await prepareImage(registry);
  await repository.pushManifest(image, 'v1');
  const [hidden, absent] = [repository, registry.newRepository()].map(({ name }) => registry.asSecondClient(name));
  assert.ok(hidden !== undefined && absent !== undefined);
  return { hidden, absent, image, digest: image.blobs[0]?.digest ?? '' };
}

/** What an answer says, without what differs from request to request. */
function partsOf({ status, rawHeaders, body }: Answer) {
  const names = rawHeaders.filter((_, index) => index % 2 === 0).sort();
  return { status, names, body: body.toString() };
}

const cases: readonly RegistryCase[] = [
  {
    id: 'denied',
    title: 'denies a client the content of others with 403 and no challenge, whether it exists or not',
    requirements: ['AUTH-13', 'AUTH-17'],
    strength: 'choice',
    async run(registry) {
      const { hidden, absent, image, digest } = await prepareHidden(registry);
      const requests = ['manifests/v1', `manifests/${image.digest}`, `blobs/${digest}`, 'tags/list'];
      for (const rest of [...requests, `referrers/${image.digest}`]) {
        const [one, other] = [await hidden.get(rest), await absent.get(rest)];
        expectError(one, 403, 'DENIED');
        expectNoHeader(one, 'www-authenticate');
        assert.equal(other.status, one.status);
      }
      for (const repository of [hidden, absent]) {
        expectError(await repository.postUpload(), 403, 'DENIED');
        expectError(await repository.delete('manifests/v1'), 403, 'DENIED');
      }
    },
  },
  {
    id: 'mount-hidden',
    title:
      'answers a mount from a repository that the client may not read as one from a repository that does not exist',
    requirements: ['AUTH-13', 'AUTH-17', 'MNT-06'],
    strength: 'choice',
    needs: ['mount'],
    async run(registry) {
      const { hidden, absent, digest } = await prepareHidden(registry);
      const target = registry.newRepositoryOfSecondClient();
      const [one, other] = [
        await target.postUpload(`?mount=${digest}&from=${hidden.name}`),
        await target.postUpload(`?mount=${digest}&from=${absent.name}`),
      ];
      expectStatus(one, 202);
      assert.deepEqual(partsOf(one), partsOf(other));
      for (const answer of [one, other]) expectStatus(await target.http.send('GET', locationOf(answer)), 204);
      expectStatus(await target.head(`blobs/${digest}`), 404);
    },
  },
  {
    id: 'catalog-visible',
    title: 'lists the repositories that the client may see, in full pages, and gives no hint of others',
    requirements: ['AUTH-17', 'LEG-02'],
    strength: 'choice',
    needs: ['catalog'],
    async run(registry) {
      const { hidden } = await prepareHidden(registry);
      const own = [registry.newRepositoryOfSecondClient(), registry.newRepositoryOfSecondClient()];
      for (const repository of own) await repository.pushBlob(registry.newBlob());
      const listed = await listAll(registry);
      for (const { name } of own) assert.ok(listed.includes(name), `${name} is listed`);
      assert.ok(!listed.includes(hidden.name), 'a hidden repository is not listed');
      const namespace = own[0]?.name.replace(/[^/]*$/, '') ?? '';
      assert.deepEqual(
        listed.filter((name) => !name.startsWith(namespace)),
        [],
      );
    },
  },
];

/** All names of the catalog as the second client gets it, one to a page. */
async function listAll(registry: RegistryContext): Promise<string[]> {
  const { http } = registry.newRepositoryOfSecondClient();
  const listed: string[] = [];
  for (;;) {
    const last = listed.at(-1);
    const answer = await http.send('GET', `/v2/_catalog?n=1${last === undefined ? '' : `&last=${last}`}`);
    expectStatus(answer, 200);
    const { repositories } = expectJson(answer) as { repositories: string[] };
    if (repositories.length === 0) return listed;
    assert.equal(repositories.length, 1, 'a page has as many names as were asked for');
    listed.push(...repositories);
  }
}

/** A registry with a client that sees only a part of it. The specification leaves permissions to registries. */
export const secondClientCases = casesOf('access', cases, ['authentication', 'second-client']);
