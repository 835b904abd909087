import assert from 'node:assert/strict';
import { type Digest, mediaTypes } from '@lading/core';
import { descriptorOf } from '../content/sample-blob.js';
import { imageFields, indexOf, manifestOf } from '../content/sample-manifest.js';
import { expectBody, expectError, expectHeader, expectRefusal, expectStatus } from '../expect.js';
import { casesOf, type RegistryCase } from '../registry-case.js';
import type { RegistryContext } from '../registry-context.js';
import { locationOf, type RepositoryUnderTest } from '../repository-under-test.js';

/** A repository that has the blobs of an image, and the image itself unpushed. */
export async function prepareImage(registry: RegistryContext) {
  const repository = registry.newRepository();
  const image = registry.newImage();
  for (const blob of image.blobs) await repository.pushBlob(blob);
  return { repository, image };
}

export async function expectNoManifest(repository: RepositoryUnderTest, ...references: readonly string[]) {
  for (const reference of references) expectRefusal(await repository.head(`manifests/${reference}`), 404);
}

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += 100) yield bytes.subarray(at, at + 100);
}

const pushing: readonly RegistryCase[] = ['tag', 'digest'].flatMap((by): RegistryCase[] => [
  {
    id: `put-by-${by}`,
    title: `stores a manifest by ${by}, and gives a Location at which it can be pulled`,
    requirements: ['CAT-02', 'MAN-07', 'MAN-08', 'REF-03'],
    strength: 'must',
    async run(registry) {
      const { repository, image } = await prepareImage(registry);
      const answer = await repository.putManifest(image, by === 'tag' ? 'v1' : image.digest);
      expectStatus(answer, 201);
      const pulled = await registry.http.send('GET', locationOf(answer));
      expectStatus(pulled, 200);
      expectBody(pulled, image.bytes);
    },
  },
  {
    id: `put-by-${by}-fields`,
    title: `names the digest of a manifest pushed by ${by}, by which it can be pulled, and sends no body`,
    requirements: ['MAN-09', 'CLI-03'],
    strength: 'should',
    async run(registry) {
      const { repository, image } = await prepareImage(registry);
      const answer = await repository.putManifest(image, by === 'tag' ? 'v1' : image.digest);
      expectStatus(answer, 201);
      expectHeader(answer, 'docker-content-digest', image.digest);
      expectHeader(answer, 'content-length', '0');
      assert.equal(new URL(locationOf(answer)).pathname, repository.path(`manifests/${image.digest}`));
      expectBody(await repository.get(`manifests/${image.digest}`), image.bytes);
    },
  },
]);

const details: readonly RegistryCase[] = [
  {
    id: 'put-of-unknown-length',
    title: 'takes a manifest that comes in chunks of unknown length',
    requirements: ['MAN-15'],
    strength: 'must',
    async run(registry) {
      const { repository, image } = await prepareImage(registry);
      expectStatus(await repository.putManifest(image, 'v1', { body: piecesOf(image.bytes) }), 201);
      expectBody(await repository.get('manifests/v1'), image.bytes);
    },
  },
  {
    id: 'put-again',
    title: 'takes the same manifest under the same tag again',
    requirements: ['MAN-08'],
    strength: 'must',
    async run(registry) {
      const { repository, image } = await prepareImage(registry);
      for (const _ of [1, 2, 3]) expectStatus(await repository.putManifest(image, 'v1'), 201);
      expectBody(await repository.get('manifests/v1'), image.bytes);
    },
  },
  {
    id: 'several-tags',
    title: 'puts several tags on one manifest, each by a push of its own',
    requirements: ['MAN-08', 'REF-04'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const image = registry.newImage();
      const tags = ['test0', '_under', '1.0.0-rc.1', 'A-B_c.d', 'x'.repeat(128)];
      await repository.pushManifest(image, ...tags);
      for (const tag of tags) expectBody(await repository.get(`manifests/${tag}`), image.bytes);
    },
  },
  {
    id: 'wrong-digest',
    title: 'refuses a manifest with a blank behind it under the digest of the clean one, and stores it under neither',
    requirements: ['MAN-14', 'BAD-022'],
    strength: 'must',
    async run(registry) {
      const { repository, image } = await prepareImage(registry);
      const padded = manifestOf(`${Buffer.from(image.bytes)}  `);
      expectRefusal(await repository.putManifest(padded, image.digest), 400);
      await expectNoManifest(repository, image.digest, padded.digest);
    },
  },
  {
    id: 'wrong-digest-code',
    title: 'names DIGEST_INVALID for a manifest that does not hash to the digest in its path',
    requirements: ['MAN-14', 'ERR-03', 'BAD-022'],
    strength: 'choice',
    async run(registry) {
      const { repository, image } = await prepareImage(registry);
      expectError(await repository.putManifest(image, registry.newBlob().digest), 400, 'DIGEST_INVALID');
    },
  },
  {
    id: 'malformed-digest',
    title: 'refuses a manifest under a malformed digest with 400',
    requirements: ['REF-06', 'MAN-14'],
    strength: 'should',
    async run(registry) {
      const { repository, image } = await prepareImage(registry);
      expectRefusal(await repository.putManifest(image, 'sha256:baddigeststring'), 400);
    },
  },
  {
    id: 'put-unknown-query',
    title: 'ignores query parameters that it does not know when a manifest is pushed',
    requirements: ['HTTP-01'],
    strength: 'should',
    async run(registry) {
      const { repository, image } = await prepareImage(registry);
      expectStatus(await repository.putManifest(image, 'v1?ns=docker.io&x=1'), 201);
      expectBody(await repository.get('manifests/v1'), image.bytes);
    },
  },
];

const badTags = ['.x', '-x', 'a%20b', '%C3%A9', 'a%2Fb', 'a'.repeat(129), 'a+b', '%00'];

const tags = badTags.map(
  (tag, index): RegistryCase => ({
    id: `bad-tag-${index + 1}`,
    title: `refuses a push under ${tag.length > 20 ? `a tag of ${tag.length} characters` : tag}, which is no tag`,
    requirements: ['REF-03', 'REF-04', tag.length > 20 ? 'BAD-016' : 'BAD-017'],
    strength: 'must',
    async run(registry) {
      const { repository, image } = await prepareImage(registry);
      expectRefusal(await repository.putManifest(image, tag), [400, 404]);
      await expectNoManifest(repository, image.digest);
    },
  }),
);

const tagCode: RegistryCase = {
  id: 'bad-tag-code',
  title: 'answers MANIFEST_INVALID to a push by an invalid tag',
  requirements: ['REF-04', 'ERR-03', 'BAD-016', 'BAD-017'],
  strength: 'choice',
  async run(registry) {
    const { repository, image } = await prepareImage(registry);
    for (const tag of ['.x', '-x', 'a%20b', '%C3%A9', 'a'.repeat(129)])
      expectError(await repository.putManifest(image, tag), 400, 'MANIFEST_INVALID');
  },
};

/** Types that Docker wrote before there was an OCI. */
const docker: readonly RegistryCase[] = [
  {
    id: 'docker-image',
    title: "keeps an image and a list of Docker's types as they are",
    requirements: ['LEG-04', 'PULL-06'],
    strength: 'should',
    async run(registry) {
      const repository = registry.newRepository();
      const [config, layer] = [registry.newBlob(), registry.newBlob()];
      const fields = imageFields({
        config,
        configType: mediaTypes.dockerImageConfig,
        layers: [layer],
        layerType: mediaTypes.dockerLayerTarGzip,
        further: { mediaType: mediaTypes.dockerManifest },
      });
      const image = manifestOf(fields, mediaTypes.dockerManifest, [config, layer]);
      const entry = { ...image.descriptor, platform: { architecture: 'amd64', os: 'linux' } };
      const list = { schemaVersion: 2, mediaType: mediaTypes.dockerManifestList, manifests: [entry] };
      await repository.pushManifest(image);
      await repository.pushManifest(manifestOf(list, mediaTypes.dockerManifestList), 'v1');
      const answer = await repository.get('manifests/v1');
      expectHeader(answer, 'content-type', mediaTypes.dockerManifestList);
      expectHeader(await repository.get(`manifests/${image.digest}`), 'content-type', mediaTypes.dockerManifest);
    },
  },
  {
    id: 'schema-1',
    title: 'refuses a manifest of schema 1 with 400 MANIFEST_INVALID',
    requirements: ['LEG-05', 'ERR-03', 'BAD-040'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      const fields = { schemaVersion: 1, name: repository.name, tag: 'v1', fsLayers: [], history: [], signatures: [] };
      for (const type of [mediaTypes.dockerManifestSchema1, mediaTypes.dockerManifestSchema1Signed])
        expectError(await repository.putManifest(manifestOf(fields, type), 'v1'), 400, [
          'MANIFEST_INVALID',
          'UNSUPPORTED',
        ]);
      await expectNoManifest(repository, 'v1');
    },
  },
  {
    id: 'same-bytes-other-type',
    title: 'serves a manifest without a mediaType field with the type of its last push',
    requirements: ['PULL-06'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      const [config, layer] = [registry.newBlob(), registry.newBlob()];
      for (const blob of [config, layer]) await repository.pushBlob(blob);
      const fields = { schemaVersion: 2, config: descriptorOf(config), layers: [descriptorOf(layer)] };
      for (const type of [mediaTypes.imageManifest, mediaTypes.dockerManifest]) {
        const manifest = manifestOf(fields, type);
        expectStatus(await repository.putManifest(manifest, 'v1'), 201);
        expectHeader(await repository.get('manifests/v1'), 'content-type', type);
      }
    },
  },
  {
    id: 'child-in-two-lists',
    title: 'takes one image as an entry of several indexes, and of one index twice',
    requirements: ['MAN-08', 'BAD-053'],
    strength: 'must',
    async run(registry) {
      const { repository, image } = await prepareImage(registry);
      await repository.pushManifest(image);
      const entry = image.descriptor as typeof image.descriptor & { digest: Digest };
      await repository.pushManifest(indexOf([entry, entry]), 'twice');
      await repository.pushManifest(indexOf([entry], { annotations: { note: 'other' } }), 'once');
      expectStatus(await repository.get('manifests/twice'), 200);
    },
  },
];

/** Pushing manifests (end-7a): accepted pushes, and invalid references. */
export const pushManifestCases = casesOf('manifest', [...pushing, ...details, ...tags, tagCode, ...docker]);
