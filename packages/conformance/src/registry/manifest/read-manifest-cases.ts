import assert from 'node:assert/strict';
import { mediaTypes } from '@lading/core';
import { blobOf } from '../content/sample-blob.js';
import { imageFields, manifestOf, type SampleManifest } from '../content/sample-manifest.js';
import { expectBody, expectHeader, expectNoHeader, expectRefusal, expectStatus } from '../expect.js';
import type { Answer } from '../http/answer.js';
import { header } from '../http/answer.js';
import { casesOf, type RegistryCase } from '../registry-case.js';
import type { RegistryContext } from '../registry-context.js';

/** The four fields that clients need on GET and on HEAD (the first of the ten points). */
function expectManifestFields(answer: Answer, manifest: SampleManifest): void {
  expectStatus(answer, 200);
  expectHeader(answer, 'content-type', manifest.mediaType);
  expectHeader(answer, 'content-length', String(manifest.size));
  expectHeader(answer, 'docker-content-digest', manifest.digest);
}

const reading: readonly RegistryCase[] = ['tag', 'digest'].flatMap((by): RegistryCase[] => [
  {
    id: `get-by-${by}`,
    title: `serves the exact bytes of a manifest by ${by}, with its type, length and digest`,
    requirements: ['CAT-01', 'PULL-03', 'PULL-04', 'PULL-06', 'PULL-08', 'PULL-09', 'MAN-07', 'REF-03', 'CLI-01'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const image = registry.newImage();
      await repository.pushManifest(image, 'v1');
      const answer = await repository.get(`manifests/${by === 'tag' ? 'v1' : image.digest}`);
      expectManifestFields(answer, image);
      expectBody(answer, image.bytes);
    },
  },
  {
    id: `head-by-${by}`,
    title: `answers HEAD of a manifest by ${by} with the same fields and no body`,
    requirements: ['CAT-01', 'HEAD-01', 'HEAD-02', 'HEAD-03', 'PULL-03', 'CLI-01'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const image = registry.newImage();
      await repository.pushManifest(image, 'v1');
      const answer = await repository.head(`manifests/${by === 'tag' ? 'v1' : image.digest}`);
      expectManifestFields(answer, image);
      assert.equal(answer.body.length, 0);
    },
  },
]);

const accepts: Readonly<Record<string, readonly string[]>> = {
  none: [],
  anything: ['*/*'],
  'another type': [mediaTypes.dockerManifest],
  'several lines': [mediaTypes.dockerManifest, mediaTypes.dockerManifestList, mediaTypes.imageIndex],
  'a type that no manifest has': ['text/html'],
};

const negotiation = Object.entries(accepts).map(
  ([name, accept]): RegistryCase => ({
    id: `accept-${name.replaceAll(' ', '-')}`,
    title: `serves the stored manifest for any Accept: ${name}`,
    requirements: ['PULL-08', 'LEG-05', 'CLI-01'],
    // HTTP takes a request without Accept, and one with */*, for one that takes anything (RFC 9110 §12.5.1).
    strength: name === 'none' || name === 'anything' ? 'must' : 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      const image = registry.newImage();
      await repository.pushManifest(image, 'v1');
      const headers = { accept };
      const answer = await repository.get('manifests/v1', headers);
      expectManifestFields(answer, image);
      expectBody(answer, image.bytes);
      expectManifestFields(await repository.head('manifests/v1', headers), image);
    },
  }),
);

const details: readonly RegistryCase[] = [
  {
    id: 'bytes-are-kept',
    title: 'keeps white space, key order, escapes and a final line break of a manifest byte for byte',
    requirements: ['MAN-07', 'PULL-08'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const image = registry.newImage();
      const fields = Object.entries(JSON.parse(Buffer.from(image.bytes).toString())).reverse();
      const text = `\t${JSON.stringify(Object.fromEntries(fields), null, 3).replace('"config"', '"\\u0063onfig"')} \r\n\n`;
      const manifest = manifestOf(text, mediaTypes.imageManifest, image.blobs);
      await repository.pushManifest(manifest, 'v1');
      expectBody(await repository.get('manifests/v1'), manifest.bytes);
    },
  },
  {
    id: 'type-without-media-type-field',
    title: 'serves a manifest that has no mediaType field with the type that it was pushed with',
    requirements: ['MAN-04', 'PULL-06'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const { blobs, bytes } = registry.newImage();
      const { mediaType: _, ...fields } = JSON.parse(Buffer.from(bytes).toString());
      const manifest = manifestOf(fields, mediaTypes.imageManifest, blobs);
      await repository.pushManifest(manifest, 'v1');
      expectManifestFields(await repository.get('manifests/v1'), manifest);
    },
  },
  {
    id: 'tags-have-case',
    title: 'tells tags apart that differ in case only',
    requirements: ['REF-04'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const [small, capital] = [registry.newImage(), registry.newImage()];
      await repository.pushManifest(small, 'latest');
      await repository.pushManifest(capital, 'LATEST');
      expectBody(await repository.get('manifests/latest'), small.bytes);
      expectBody(await repository.get('manifests/LATEST'), capital.bytes);
    },
  },
  {
    id: 'unknown-query',
    title: 'ignores query parameters that it does not know, such as the ns of a mirror',
    requirements: ['PRX-05', 'HTTP-01'],
    strength: 'should',
    async run(registry) {
      const repository = registry.newRepository();
      const image = registry.newImage();
      await repository.pushManifest(image, 'v1');
      expectBody(await repository.get('manifests/v1?ns=docker.io&x=1'), image.bytes);
      expectStatus(await repository.head(`blobs/${image.blobs[0]?.digest}?ns=docker.io`), 200);
    },
  },
  {
    id: 'get-with-a-body',
    title: 'answers a GET that carries a body as if it had none',
    requirements: ['REF-06', 'HTTP-01'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const image = registry.newImage();
      await repository.pushManifest(image, 'v1');
      expectBody(await repository.send('GET', 'manifests/v1', { body: 'blablabla' }), image.bytes);
      expectRefusal(await repository.send('GET', 'manifests/v2', { body: 'blablabla' }), 404);
    },
  },
  {
    id: 'range-is-no-trap',
    title: 'answers a range of a manifest with the whole, or with just that part',
    requirements: ['HTTP-01'],
    strength: 'should',
    async run(registry) {
      const repository = registry.newRepository();
      const image = registry.newImage();
      await repository.pushManifest(image, 'v1');
      const answer = await repository.get('manifests/v1', { range: 'bytes=10-' });
      expectStatus(answer, [200, 206]);
      expectBody(answer, answer.status === 200 ? image.bytes : image.bytes.subarray(10));
    },
  },
  {
    id: 'never-compressed',
    title: 'never compresses a manifest, a blob or a list, even if the client accepts it',
    requirements: ['CLI-08', 'PULL-08', 'PULL-15'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const layer = blobOf('compressible '.repeat(400));
      const annotations = { note: 'a'.repeat(4096) };
      const image = manifestOf(imageFields({ config: layer, layers: [], annotations }), mediaTypes.imageManifest, [
        layer,
      ]);
      await repository.pushManifest(image, 'v1');
      const encodings = { 'accept-encoding': 'zstd;q=1.0, gzip;q=0.8, deflate;q=0.5, br' };
      for (const rest of ['manifests/v1', `blobs/${layer.digest}`, 'tags/list']) {
        const answer = await repository.get(rest, encodings);
        expectStatus(answer, 200);
        expectNoHeader(answer, 'content-encoding');
        expectHeader(answer, 'content-length', String(answer.body.length));
      }
    },
  },
  {
    id: 'tag-moves',
    title: 'moves a tag to the manifest that was pushed last',
    requirements: ['MAN-08', 'PULL-08'],
    strength: 'must',
    async run(registry) {
      const { repository, second } = await moveTag(registry);
      expectManifestFields(await repository.get('manifests/latest'), second);
      expectBody(await repository.get(`manifests/${second.digest}`), second.bytes);
    },
  },
  {
    id: 'tag-moves-away',
    title: 'keeps a manifest by its digest when its only tag moves away',
    requirements: ['PULL-08'],
    strength: 'should',
    async run(registry) {
      const { repository, first } = await moveTag(registry);
      expectBody(await repository.get(`manifests/${first.digest}`), first.bytes);
    },
  },
  {
    id: 'no-parameters-on-type',
    title: 'puts no parameter on the type of a manifest though it was pushed with one',
    requirements: ['PULL-04', 'MAN-03', 'BAD-043'],
    strength: 'should',
    async run(registry) {
      const repository = registry.newRepository();
      const image = registry.newImage();
      for (const blob of image.blobs) await repository.pushBlob(blob);
      const pushed = await repository.putManifest(image, 'v1', {
        headers: { 'content-type': `${image.mediaType}; charset=utf-8` },
      });
      expectStatus(pushed, 201);
      assert.equal(header(await repository.get('manifests/v1'), 'content-type'), image.mediaType);
    },
  },
];

async function moveTag(registry: RegistryContext) {
  const repository = registry.newRepository();
  const [first, second] = [registry.newImage(), registry.newImage()];
  await repository.pushManifest(first, 'latest');
  await repository.pushManifest(second, 'latest');
  return { repository, first, second };
}

/** GET and HEAD of manifests (end-3). */
export const readManifestCases = casesOf('manifest', [...reading, ...negotiation, ...details]);
