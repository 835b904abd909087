import assert from 'node:assert/strict';
import { digestOf } from '@lading/core';
import { expectBody, expectHeader, expectRefusal, expectStatus } from '../expect.js';
import { casesOf, type RegistryCase } from '../registry-case.js';

const tagging: readonly RegistryCase[] = [
  {
    id: 'tag-writers',
    title: 'shows readers one whole manifest while twenty writers move a tag, and ends at one of them',
    requirements: ['MAN-07', 'PULL-08', 'PULL-09'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const images = Array.from({ length: 20 }, () => registry.newImage({ layers: [] }));
      for (const image of images) await repository.pushManifest(image);
      await repository.pushManifest(images[0] ?? assert.fail(), 'latest');
      const digests = images.map(({ digest }) => digest as string);
      let writing = true;
      const read = async () => {
        do {
          const answer = await repository.get('manifests/latest');
          expectStatus(answer, 200);
          const digest = digestOf(answer.body);
          assert.ok(digests.includes(digest), 'the body is one of the manifests');
          expectHeader(answer, 'docker-content-digest', digest);
        } while (writing);
      };
      const writes = Promise.all(images.map((image) => repository.putManifest(image, 'latest'))).finally(() => {
        writing = false;
      });
      const [answers] = await Promise.all([writes, read(), read(), read(), read()]);
      for (const answer of answers) expectStatus(answer, 201);
      const [first, second] = [await repository.head('manifests/latest'), await repository.head('manifests/latest')];
      assert.equal(expectHeader(first, 'docker-content-digest'), expectHeader(second, 'docker-content-digest'));
    },
  },
  {
    id: 'same-manifest',
    title: 'takes one manifest from twenty clients at once under twenty tags',
    requirements: ['MAN-08', 'TAG-01'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const image = registry.newImage();
      for (const blob of image.blobs) await repository.pushBlob(blob);
      const tags = Array.from({ length: 20 }, (_, n) => `t${n}`);
      const answers = await Promise.all(tags.map((tag) => repository.putManifest(image, tag)));
      for (const answer of answers) expectStatus(answer, 201);
      const list = await repository.get('tags/list');
      assert.deepEqual(JSON.parse(list.body.toString()).tags.sort(), tags.sort());
    },
  },
  {
    id: 'first-content',
    title: 'takes the first content of a repository from ten clients at once',
    requirements: ['MONO-01', 'MONO-09'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      await Promise.all(Array.from({ length: 10 }, (_, n) => repository.pushManifest(registry.newImage(), `t${n}`)));
      const list = await repository.get('tags/list');
      assert.equal(JSON.parse(list.body.toString()).tags.length, 10);
    },
  },
  {
    id: 'delete-manifest',
    title: 'leaves a manifest whole or gone, with tags that lead to it only if it is there, when pushes race deletions',
    requirements: ['DEL-05', 'DEL-08', 'MAN-08'],
    strength: 'should',
    needs: ['delete-manifest'],
    async run(registry) {
      const repository = registry.newRepository();
      const image = registry.newImage();
      for (let round = 0; round < 15; round++) {
        await repository.pushManifest(image, 'v1');
        const [put] = await Promise.all([
          repository.putManifest(image, 'v1'),
          repository.delete(`manifests/${image.digest}`),
        ]);
        expectStatus(put, 201);
        const byTag = await repository.get('manifests/v1');
        const byDigest = await repository.get(`manifests/${image.digest}`);
        for (const answer of [byTag, byDigest]) {
          if (answer.status === 200) expectBody(answer, image.bytes);
          else expectRefusal(answer, 404);
        }
        if (byTag.status === 200) expectStatus(byDigest, 200);
      }
    },
  },
];

const blobs: readonly RegistryCase[] = [
  {
    id: 'same-blob',
    title: 'takes one blob from twenty clients at once',
    requirements: ['MONO-09', 'CLI-05'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(100_000);
      await Promise.all(Array.from({ length: 20 }, () => repository.pushBlob(blob)));
      expectBody(await repository.get(`blobs/${blob.digest}`), blob.bytes);
    },
  },
  {
    id: 'same-blob-everywhere',
    title: 'takes one blob from ten clients at once into ten repositories',
    requirements: ['MONO-09'],
    strength: 'must',
    async run(registry) {
      const blob = registry.newBlob(100_000);
      const repositories = Array.from({ length: 10 }, () => registry.newRepository());
      await Promise.all(repositories.map((repository) => repository.pushBlob(blob)));
      for (const repository of repositories) expectBody(await repository.get(`blobs/${blob.digest}`), blob.bytes);
    },
  },
  {
    id: 'push-against-delete',
    title: 'serves a blob whole or not at all when its push races its deletion',
    requirements: ['DEL-11', 'MONO-09'],
    strength: 'must',
    needs: ['delete-blob'],
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(20_000);
      for (let round = 0; round < 15; round++) {
        await Promise.all([repository.pushBlob(blob), repository.delete(`blobs/${blob.digest}`)]);
        const answer = await repository.get(`blobs/${blob.digest}`);
        if (answer.status === 200) expectBody(answer, blob.bytes);
        else expectRefusal(answer, 404);
      }
      await repository.pushBlob(blob);
      expectBody(await repository.get(`blobs/${blob.digest}`), blob.bytes);
    },
  },
  {
    id: 'reference-against-delete',
    title: 'never takes a manifest whose blob is deleted at the same time, unless the blob stays',
    requirements: ['PUSH-03', 'DEL-11'],
    strength: 'must',
    needs: ['delete-blob', 'reference-check', 'keep-referenced-blobs'],
    async run(registry) {
      const repository = registry.newRepository();
      for (let round = 0; round < 15; round++) {
        const image = registry.newImage();
        for (const blob of image.blobs) await repository.pushBlob(blob);
        const [put] = await Promise.all([
          repository.putManifest(image, `round-${round}`),
          repository.delete(`blobs/${image.blobs[0]?.digest}`),
        ]);
        expectStatus(put, [201, 400, 404]);
        const blob = await repository.head(`blobs/${image.blobs[0]?.digest}`);
        expectStatus(blob, put.status === 201 ? 200 : [200, 404]);
      }
    },
  },
  {
    id: 'mount-against-delete',
    title: 'mounts a blob that can be pulled, or opens an upload, when the source loses it at the same time',
    requirements: ['MNT-02', 'MNT-06'],
    strength: 'must',
    needs: ['mount', 'delete-blob'],
    async run(registry) {
      for (let round = 0; round < 10; round++) {
        const [source, target] = [registry.newRepository(), registry.newRepository()];
        const blob = registry.newBlob();
        await source.pushBlob(blob);
        const [mounted] = await Promise.all([
          target.postUpload(`?mount=${blob.digest}&from=${source.name}`, { body: '' }),
          source.delete(`blobs/${blob.digest}`),
        ]);
        expectStatus(mounted, [201, 202]);
        const read = await target.get(`blobs/${blob.digest}`);
        expectStatus(read, mounted.status === 201 ? 200 : 404);
        if (read.status === 200) expectBody(read, blob.bytes);
      }
    },
  },
];

/** Several clients on one tag, manifest or blob. */
export const contentRaceCases = casesOf('race', [...tagging, ...blobs]);
