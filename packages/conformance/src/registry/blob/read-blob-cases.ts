import assert from 'node:assert/strict';
import { noBytes, type SampleBlob } from '../content/sample-blob.js';
import { expectBody, expectError, expectHeader, expectRefusal, expectStatus } from '../expect.js';
import type { Answer } from '../http/answer.js';
import { casesOf, type RegistryCase } from '../registry-case.js';

function expectBlobFields(answer: Answer, blob: SampleBlob): void {
  expectStatus(answer, 200);
  expectHeader(answer, 'content-length', String(blob.size));
  expectHeader(answer, 'docker-content-digest', blob.digest);
}

const cases: readonly RegistryCase[] = [
  {
    id: 'get',
    title: 'serves the exact bytes of a blob, with its length and digest',
    requirements: ['CAT-01', 'PULL-15', 'PULL-16', 'PULL-17'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(5000);
      await repository.pushBlob(blob);
      const answer = await repository.get(`blobs/${blob.digest}`);
      expectBlobFields(answer, blob);
      expectBody(answer, blob.bytes);
    },
  },
  {
    id: 'head',
    title: 'answers HEAD of a blob with its length and digest and no body, right after its push',
    requirements: ['CAT-01', 'HEAD-01', 'HEAD-02', 'HEAD-03', 'CLI-02'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(5000);
      expectRefusal(await repository.head(`blobs/${blob.digest}`), 404);
      await repository.pushBlob(blob);
      const answer = await repository.head(`blobs/${blob.digest}`);
      expectBlobFields(answer, blob);
      assert.equal(answer.body.length, 0);
    },
  },
  {
    id: 'client-fields',
    title: 'says of a blob on GET and on HEAD that it is octets and that parts of it can be read',
    requirements: ['CLI-02', 'PULL-21'],
    strength: 'choice',
    needs: ['range'],
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob();
      await repository.pushBlob(blob);
      for (const answer of [
        await repository.get(`blobs/${blob.digest}`),
        await repository.head(`blobs/${blob.digest}`),
      ]) {
        expectHeader(answer, 'content-type', 'application/octet-stream');
        expectHeader(answer, 'accept-ranges', 'bytes');
      }
    },
  },
  {
    id: 'cacheable',
    title: 'lets caches keep a blob, which never changes under its digest, without transforming it',
    requirements: ['LEG-07'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob();
      await repository.pushBlob(blob);
      expectHeader(await repository.get(`blobs/${blob.digest}`), 'cache-control', /max-age=31536000/);
    },
  },
  {
    id: 'get-unknown',
    title: 'answers GET and HEAD of an unknown blob with 404',
    requirements: ['PULL-20', 'HEAD-04'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      await repository.pushBlob(registry.newBlob());
      const { digest } = registry.newBlob();
      expectRefusal(await repository.get(`blobs/${digest}`), 404);
      expectRefusal(await repository.head(`blobs/${digest}`), 404);
    },
  },
  {
    id: 'get-unknown-code',
    title: 'names BLOB_UNKNOWN for an unknown blob',
    requirements: ['PULL-20', 'ERR-03', 'BAD-086'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      await repository.pushBlob(registry.newBlob());
      expectError(await repository.get(`blobs/${registry.newBlob().digest}`), 404, 'BLOB_UNKNOWN');
    },
  },
  {
    id: 'unknown-repository',
    title: 'answers 404 for a blob of a repository that does not exist',
    requirements: ['PULL-20', 'HEAD-04', 'CLI-02'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const { digest } = registry.newBlob();
      expectRefusal(await repository.get(`blobs/${digest}`), 404);
      expectRefusal(await repository.head(`blobs/${digest}`), 404);
    },
  },
  {
    id: 'other-repository',
    title: 'does not show a blob in a repository to which it was never pushed',
    requirements: ['PULL-20'],
    strength: 'must',
    async run(registry) {
      const blob = registry.newBlob();
      await registry.newRepository().pushBlob(blob);
      const other = registry.newRepository();
      await other.pushBlob(registry.newBlob());
      expectRefusal(await other.get(`blobs/${blob.digest}`), 404);
      expectRefusal(await other.head(`blobs/${blob.digest}`), 404);
    },
  },
  {
    id: 'empty',
    title: 'serves a blob without any byte, with a length of 0 on GET and on HEAD',
    requirements: ['HEAD-03', 'PULL-15', 'BAD-078'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      await repository.pushBlob(noBytes);
      const answer = await repository.get(`blobs/${noBytes.digest}`);
      expectBlobFields(answer, noBytes);
      expectBody(answer, noBytes.bytes);
      expectBlobFields(await repository.head(`blobs/${noBytes.digest}`), noBytes);
    },
  },
  {
    id: 'several-megabytes',
    title: 'serves a blob of 24 MiB byte for byte',
    requirements: ['PULL-15', 'PULL-17'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(24 * 1024 * 1024);
      await repository.pushBlob(blob);
      const answer = await repository.get(`blobs/${blob.digest}`);
      expectBlobFields(answer, blob);
      expectBody(answer, blob.bytes);
    },
  },
  {
    id: 'wrong-method',
    title: 'refuses POST and PUT of a blob by its digest with 405 and the allowed methods',
    requirements: ['BAD-087', 'ERR-03'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob();
      for (const method of ['POST', 'PUT', 'PATCH']) {
        const answer = await repository.send(method, `blobs/${blob.digest}`, { body: blob.bytes });
        expectError(answer, 405, 'UNSUPPORTED');
        expectHeader(answer, 'allow', /\bGET\b/);
      }
      expectRefusal(await repository.head(`blobs/${blob.digest}`), 404);
    },
  },
];

/** GET and HEAD of blobs (end-2). */
export const readBlobCases = casesOf('blob', cases);
