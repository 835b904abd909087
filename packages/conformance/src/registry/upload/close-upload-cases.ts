import assert from 'node:assert/strict';
import { emptyJson, noBytes } from '../content/sample-blob.js';
import { expectBody, expectError, expectHeader, expectRefusal, expectStatus } from '../expect.js';
import { casesOf, type RegistryCase } from '../registry-case.js';
import { locationOf, withQuery } from '../repository-under-test.js';
import { expectNoBlob, expectNoUpload, expectOffset } from './expect-upload.js';

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += 1000) yield bytes.subarray(at, at + 1000);
}

const successes: readonly RegistryCase[] = [
  {
    id: 'put',
    title: 'stores a blob by POST and PUT, and gives a Location at which it can be pulled',
    requirements: ['MONO-02', 'MONO-06', 'MONO-09', 'CAT-03'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(3000);
      const answer = await repository.closeUpload(await repository.startUpload(), blob.digest, { body: blob.bytes });
      expectStatus(answer, 201);
      const pulled = await registry.http.send('GET', locationOf(answer));
      expectStatus(pulled, 200);
      expectBody(pulled, blob.bytes);
    },
  },
  {
    id: 'put-fields',
    title: 'names the digest when an upload is closed, and sends no body',
    requirements: ['MONO-10', 'CLI-03'],
    strength: 'should',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob();
      const answer = await repository.closeUpload(await repository.startUpload(), blob.digest, { body: blob.bytes });
      expectStatus(answer, 201);
      expectHeader(answer, 'docker-content-digest', blob.digest);
      expectHeader(answer, 'content-length', '0');
      assert.equal(new URL(locationOf(answer)).pathname, repository.path(`blobs/${blob.digest}`));
    },
  },
  {
    id: 'put-of-unknown-length',
    title: 'takes a closing PUT whose body comes in chunks of unknown length',
    requirements: ['MONO-09', 'HTTP-01'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(5000);
      const location = await repository.startUpload();
      expectStatus(await repository.closeUpload(location, blob.digest, { body: piecesOf(blob.bytes) }), 201);
      expectBody(await repository.get(`blobs/${blob.digest}`), blob.bytes);
    },
  },
  {
    id: 'put-empty',
    title: 'stores a blob without any byte',
    requirements: ['MONO-09', 'BAD-078'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      expectStatus(await repository.closeUpload(await repository.startUpload(), noBytes.digest), 201);
      expectBody(await repository.get(`blobs/${noBytes.digest}`), noBytes.bytes);
    },
  },
  {
    id: 'put-empty-json',
    title: 'stores the blob of the empty descriptor',
    requirements: ['MONO-09'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      await repository.pushEmptyJson();
      expectBody(await repository.get(`blobs/${emptyJson.digest}`), emptyJson.bytes);
    },
  },
  {
    id: 'put-any-type',
    title: 'accepts the bytes of a blob with any Content-Type',
    requirements: ['CLI-08'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      for (const type of ['application/json', 'text/plain; charset=utf-8', 'multipart/form-data']) {
        const blob = registry.newBlob();
        const closing = { body: blob.bytes, headers: { 'content-type': type } };
        expectStatus(await repository.closeUpload(await repository.startUpload(), blob.digest, closing), 201);
        expectBody(await repository.get(`blobs/${blob.digest}`), blob.bytes);
      }
    },
  },
  {
    id: 'put-again',
    title: 'answers a repeated PUT of an upload that was just closed with 201 again',
    requirements: ['MONO-09', 'CLI-05', 'BAD-070'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob();
      const location = await repository.startUpload();
      for (const _ of [1, 2]) {
        const answer = await repository.closeUpload(location, blob.digest, { body: blob.bytes });
        expectStatus(answer, 201);
        expectHeader(answer, 'docker-content-digest', blob.digest);
      }
      expectBody(await repository.get(`blobs/${blob.digest}`), blob.bytes);
    },
  },
  {
    id: 'put-equal-digests',
    title: 'takes a closing PUT that says the same digest twice, as retries by regclient do',
    requirements: ['CLI-04'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob();
      const location = withQuery(await repository.startUpload(), `digest=${blob.digest}`);
      expectStatus(await repository.closeUpload(location, blob.digest, { body: blob.bytes }), 201);
    },
  },
];

const refusals: readonly RegistryCase[] = [
  {
    id: 'wrong-digest',
    title: 'refuses content that does not hash to its digest, and stores it under neither',
    requirements: ['MONO-11', 'BAD-069'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const [blob, other] = [registry.newBlob(), registry.newBlob()];
      expectRefusal(
        await repository.closeUpload(await repository.startUpload(), blob.digest, { body: other.bytes }),
        400,
      );
      await expectNoBlob(repository, blob.digest);
      await expectNoBlob(repository, other.digest);
    },
  },
  {
    id: 'wrong-digest-ends-the-session',
    title: 'answers 400 DIGEST_INVALID to a failed digest, and the session is gone',
    requirements: ['MONO-11', 'MONO-12', 'ERR-03', 'BAD-069'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      const [blob, other] = [registry.newBlob(), registry.newBlob()];
      const location = await repository.startUpload();
      expectError(await repository.closeUpload(location, blob.digest, { body: other.bytes }), 400, 'DIGEST_INVALID');
      await expectNoUpload(repository, location, blob.digest);
    },
  },
  {
    id: 'no-digest',
    title: 'refuses a closing PUT without a digest, and keeps the session for one that has it',
    requirements: ['MONO-11', 'ERR-03', 'BAD-068'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob();
      const patched = await repository.patchUpload(await repository.startUpload(), blob.bytes);
      expectStatus(patched, 202);
      const location = locationOf(patched);
      expectError(await registry.http.send('PUT', location, { body: '' }), 400, 'DIGEST_INVALID');
      await expectOffset(repository, location, blob.size);
      expectStatus(await repository.closeUpload(location, blob.digest), 201);
    },
  },
  {
    id: 'two-digests',
    title: 'refuses a closing PUT that says two different digests',
    requirements: ['MONO-11', 'BAD-072'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      const [blob, other] = [registry.newBlob(), registry.newBlob()];
      const location = withQuery(await repository.startUpload(), `digest=${other.digest}`);
      expectError(await repository.closeUpload(location, blob.digest, { body: blob.bytes }), 400, 'DIGEST_INVALID');
      await expectNoBlob(repository, blob.digest);
      await expectNoBlob(repository, other.digest);
    },
  },
  {
    id: 'encoded-content',
    title: 'refuses a body with a Content-Encoding, and never inflates it',
    requirements: ['BAD-058', 'HTTP-01'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob();
      const closing = { body: blob.bytes, headers: { 'content-encoding': 'gzip' } };
      const answer = await repository.closeUpload(await repository.startUpload(), blob.digest, closing);
      expectError(answer, [400, 415], 'UNSUPPORTED');
      await expectNoBlob(repository, blob.digest);
    },
  },
];

/** Closing an upload session with its whole content (end-6). */
export const closeUploadCases = casesOf('upload', [...successes, ...refusals]);
