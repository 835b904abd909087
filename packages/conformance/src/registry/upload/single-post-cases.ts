import { noBytes, type SampleBlob } from '../content/sample-blob.js';
import { expectBody, expectError, expectHeader, expectRefusal, expectStatus } from '../expect.js';
import type { Answer } from '../http/answer.js';
import { casesOf, type RegistryCase } from '../registry-case.js';
import { locationOf, type RepositoryUnderTest } from '../repository-under-test.js';
import { expectNoBlob } from './expect-upload.js';

/** A registry without this way answers 202, and the client goes on with PUT (POST-04). */
async function postWhole(repository: RepositoryUnderTest, blob: SampleBlob, bytes = blob.bytes): Promise<Answer> {
  const answer = await repository.postUpload(`?digest=${encodeURIComponent(blob.digest)}`, {
    body: bytes,
    headers: { 'content-type': 'application/octet-stream' },
  });
  return answer.status === 202 ? repository.closeUpload(locationOf(answer), blob.digest, { body: bytes }) : answer;
}

const cases: readonly RegistryCase[] = [
  {
    id: 'whole-blob',
    title: 'stores a blob by one POST, or opens an upload for it',
    requirements: ['POST-01', 'POST-04', 'POST-06'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(2000);
      const answer = await postWhole(repository, blob);
      expectStatus(answer, 201);
      expectBody(await registry.http.send('GET', locationOf(answer)), blob.bytes);
    },
  },
  {
    id: 'at-once',
    title: 'answers one POST with the whole blob with 201 and its digest',
    requirements: ['POST-01', 'POST-06', 'MONO-10'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(2000);
      const answer = await repository.postUpload(`?digest=${blob.digest}`, { body: blob.bytes });
      expectStatus(answer, 201);
      expectHeader(answer, 'docker-content-digest', blob.digest);
    },
  },
  {
    id: 'empty-blob',
    title: 'stores a blob without any byte by one POST',
    requirements: ['POST-01', 'BAD-078'],
    strength: 'should',
    async run(registry) {
      const repository = registry.newRepository();
      expectStatus(await postWhole(repository, noBytes), 201);
      expectStatus(await repository.head(`blobs/${noBytes.digest}`), 200);
    },
  },
  {
    id: 'without-body',
    title: 'opens an upload for a POST with a digest and without a body, as Ollama sends it',
    requirements: ['POST-04'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      for (const blob of [registry.newBlob(2000), registry.newBlob(2000, 'sha512')]) {
        const opened = await repository.postUpload(`?digest=${blob.digest}`, { body: '' });
        expectStatus(opened, 202);
        await expectNoBlob(repository, blob.digest);
        expectStatus(await repository.closeUpload(locationOf(opened), blob.digest, { body: blob.bytes }), 201);
        expectBody(await repository.get(`blobs/${blob.digest}`), blob.bytes);
      }
    },
  },
  {
    id: 'of-unknown-length',
    title: 'takes one POST with a whole blob in chunks of unknown length, or opens an upload',
    requirements: ['POST-01', 'POST-04'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(2000);
      async function* halves() {
        yield blob.bytes.subarray(0, 1000);
        yield blob.bytes.subarray(1000);
      }
      const answer = await repository.postUpload(`?digest=${blob.digest}`, { body: halves() });
      expectStatus(answer, [201, 202]);
      if (answer.status === 201) expectBody(await repository.get(`blobs/${blob.digest}`), blob.bytes);
    },
  },
  {
    id: 'existing-blob',
    title: 'takes one POST with a blob that the repository has already',
    requirements: ['POST-01', 'POST-06'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(2000);
      for (const _ of [1, 2]) expectStatus(await postWhole(repository, blob), 201);
      expectBody(await repository.get(`blobs/${blob.digest}`), blob.bytes);
    },
  },
  {
    id: 'wrong-digest',
    title: 'refuses one POST whose content does not hash to its digest, and stores nothing',
    requirements: ['POST-07'],
    strength: 'should',
    async run(registry) {
      const repository = registry.newRepository();
      const [blob, other] = [registry.newBlob(), registry.newBlob()];
      expectRefusal(await postWhole(repository, blob, other.bytes), 400);
      await expectNoBlob(repository, blob.digest);
      await expectNoBlob(repository, other.digest);
    },
  },
  {
    id: 'wrong-digest-code',
    title: 'names DIGEST_INVALID where one POST has other content than its digest says',
    requirements: ['POST-07', 'ERR-03'],
    strength: 'choice',
    async run(registry) {
      const { bytes } = registry.newBlob();
      expectError(await postWhole(registry.newRepository(), registry.newBlob(), bytes), 400, 'DIGEST_INVALID');
    },
  },
];

/** A blob in one POST (end-4b). */
export const singlePostCases = casesOf('post', cases);
