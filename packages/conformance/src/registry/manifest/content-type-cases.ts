import { mediaTypes } from '@lading/core';
import { descriptorOf } from '../content/sample-blob.js';
import { manifestOf } from '../content/sample-manifest.js';
import { expectBody, expectError, expectHeader, expectRefusal, expectStatus } from '../expect.js';
import { casesOf, type RegistryCase } from '../registry-case.js';
import { expectNoManifest, prepareImage } from './push-manifest-cases.js';

const parameters = ['; charset=utf-8', ';charset=UTF-8', ' ; a="b;c"', ';'];

const cases: readonly RegistryCase[] = [
  {
    id: 'parameters',
    title: 'ignores parameters of the Content-Type, and reads the type in any case',
    requirements: ['MAN-03', 'BAD-043'],
    strength: 'should',
    async run(registry) {
      for (const type of [
        ...parameters.map((each) => mediaTypes.imageManifest + each),
        mediaTypes.imageManifest.toUpperCase(),
      ]) {
        const { repository, image } = await prepareImage(registry);
        expectStatus(await repository.putManifest(image, 'v1', { headers: { 'content-type': type } }), 201);
        expectHeader(await repository.get('manifests/v1'), 'content-type', mediaTypes.imageManifest);
      }
    },
  },
  {
    id: 'none',
    title: 'takes a manifest without a Content-Type by its mediaType field',
    requirements: ['MAN-04', 'BAD-042'],
    strength: 'choice',
    async run(registry) {
      const { repository, image } = await prepareImage(registry);
      expectStatus(await repository.send('PUT', 'manifests/v1', { body: image.bytes }), 201);
      expectHeader(await repository.get('manifests/v1'), 'content-type', mediaTypes.imageManifest);
    },
  },
  {
    id: 'none-by-structure',
    title: 'recognises an index without a media type by its structure, and refuses other content without one',
    requirements: ['MAN-04', 'BAD-042'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      const config = registry.newBlob();
      await repository.pushBlob(config);
      expectStatus(await repository.send('PUT', 'manifests/v1', { body: '{"schemaVersion":2,"manifests":[]}' }), 201);
      expectHeader(await repository.get('manifests/v1'), 'content-type', mediaTypes.imageIndex);
      const image = JSON.stringify({ schemaVersion: 2, config: descriptorOf(config), layers: [] });
      expectStatus(await repository.send('PUT', 'manifests/v2', { body: image }), 201);
      expectHeader(await repository.get('manifests/v2'), 'content-type', mediaTypes.imageManifest);
      expectError(
        await repository.send('PUT', 'manifests/v3', { body: '{"schemaVersion":2}' }),
        400,
        'MANIFEST_INVALID',
      );
    },
  },
  {
    id: 'no-content-coding',
    title: 'accepts a manifest whose Content-Encoding is empty or identity',
    requirements: ['MAN-03'],
    strength: 'choice',
    async run(registry) {
      for (const coding of ['', ' ', 'identity', 'Identity']) {
        const { repository, image } = await prepareImage(registry);
        const headers = { 'content-type': mediaTypes.imageManifest, 'content-encoding': coding };
        expectStatus(await repository.putManifest(image, 'v1', { headers }), 201);
      }
    },
  },
  {
    id: 'plain-json',
    title: 'never lets a JSON parser change or refuse a manifest that calls itself plain JSON',
    requirements: ['MAN-07', 'CLI-08'],
    strength: 'choice',
    async run(registry) {
      const { repository, image } = await prepareImage(registry);
      const answer = await repository.putManifest(image, 'v1', { headers: { 'content-type': 'application/json' } });
      if (answer.status === 201) return expectBody(await repository.get('manifests/v1'), image.bytes);
      expectError(answer, 400, 'MANIFEST_INVALID');
    },
  },
  {
    id: 'two-lines',
    title: 'refuses a manifest with two Content-Type fields',
    requirements: ['BAD-044'],
    strength: 'choice',
    async run(registry) {
      const { repository, image } = await prepareImage(registry);
      const connection = await registry.openConnection();
      const types = [mediaTypes.imageManifest, mediaTypes.imageIndex].map((type) => `Content-Type: ${type}`);
      await connection.write(
        await registry.requestHead('PUT', repository.path('manifests/v1'), ...types, `Content-Length: ${image.size}`),
      );
      await connection.write(image.bytes);
      const answer = await connection.answer('PUT');
      if (answer !== undefined) expectRefusal(answer, 400);
      await expectNoManifest(repository, 'v1');
    },
  },
  {
    id: 'garbage',
    title: 'refuses a Content-Type with garbage in it instead of guessing',
    requirements: ['BAD-044'],
    strength: 'choice',
    async run(registry) {
      const { repository, image } = await prepareImage(registry);
      for (const type of ['application/json\ta', 'application', 'a/b/c', `${mediaTypes.imageManifest} x`]) {
        const answer = await repository.putManifest(image, 'v1', { headers: { 'content-type': type } });
        expectRefusal(answer, [400, 415]);
      }
      await expectNoManifest(repository, 'v1');
    },
  },
  {
    id: 'encoded-content',
    title: 'refuses a manifest with a Content-Encoding, and never inflates it',
    requirements: ['BAD-058'],
    strength: 'choice',
    async run(registry) {
      const { repository, image } = await prepareImage(registry);
      const answer = await repository.putManifest(image, 'v1', { headers: { 'content-encoding': 'gzip' } });
      expectError(answer, [400, 415], 'UNSUPPORTED');
      await expectNoManifest(repository, 'v1');
    },
  },
  {
    id: 'index-as-image',
    title: 'refuses an index that is pushed as an image, and an image that is pushed as an index',
    requirements: ['BAD-041'],
    strength: 'choice',
    async run(registry) {
      const { repository, image } = await prepareImage(registry);
      const { mediaType: _, ...fields } = JSON.parse(Buffer.from(image.bytes).toString());
      expectError(
        await repository.putManifest(manifestOf(fields, mediaTypes.imageIndex), 'v1'),
        400,
        'MANIFEST_INVALID',
      );
      const index = manifestOf({ schemaVersion: 2, manifests: [] }, mediaTypes.imageManifest);
      expectError(await repository.putManifest(index, 'v1'), 400, 'MANIFEST_INVALID');
      await expectNoManifest(repository, 'v1');
    },
  },
];

/** The Content-Type of a push (MAN-01 to MAN-05). */
export const contentTypeCases = casesOf('content-type', cases);
