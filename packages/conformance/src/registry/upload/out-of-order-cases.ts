import type { SampleBlob } from '../content/sample-blob.js';
import { expectBody, expectError, expectHeader, expectRefusal, expectStatus } from '../expect.js';
import { casesOf, type RegistryCase } from '../registry-case.js';
import type { RegistryContext } from '../registry-context.js';
import { locationOf, type RepositoryUnderTest, withQuery } from '../repository-under-test.js';
import { expectNoBlob, expectOffset, expectOutOfOrder, expectResumable } from './expect-upload.js';

/** A session that has the first 100 of 300 bytes. */
async function begin(registry: RegistryContext) {
  const repository = registry.newRepository();
  const blob = registry.newBlob(300);
  const opened = await repository.startUpload();
  const first = await repository.patchUpload(opened, blob.bytes.subarray(0, 100), 0);
  expectStatus(first, 202);
  return { repository, blob, opened, location: locationOf(first) };
}

const order: readonly RegistryCase[] = [
  {
    id: 'first',
    title: 'refuses a first chunk that does not begin at 0, and the session goes on',
    requirements: ['CHNK-13', 'BAD-067'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(100);
      const location = await repository.startUpload();
      expectOutOfOrder(await repository.patchUpload(location, blob.bytes.subarray(50), 50));
      const current = await expectOffset(repository, location, 0);
      expectStatus(await repository.patchUpload(current, blob.bytes, 0), 202);
    },
  },
  {
    id: 'gap',
    title: 'refuses a chunk that leaves a gap, and takes the right one afterwards',
    requirements: ['CHNK-13', 'CHNK-21', 'BAD-065'],
    strength: 'must',
    async run(registry) {
      const { repository, blob, location } = await begin(registry);
      expectOutOfOrder(await repository.patchUpload(location, blob.bytes.subarray(200), 200));
      const current = await expectOffset(repository, location, 100);
      const rest = await repository.patchUpload(current, blob.bytes.subarray(100), 100);
      expectStatus(rest, 202);
      expectStatus(await repository.closeUpload(locationOf(rest), blob.digest), 201);
      expectBody(await repository.get(`blobs/${blob.digest}`), blob.bytes);
    },
  },
  {
    id: 'overlap',
    title: 'refuses a chunk that overlaps stored bytes',
    requirements: ['CHNK-13', 'BAD-065'],
    strength: 'must',
    async run(registry) {
      const { repository, blob, location } = await begin(registry);
      expectOutOfOrder(await repository.patchUpload(location, blob.bytes.subarray(50, 150), 50));
      await expectOffset(repository, location, 100);
    },
  },
  {
    id: 'repeated',
    title: 'refuses a chunk that is repeated at an older Location, which still tells the offset',
    requirements: ['CHNK-13', 'CHNK-21', 'STAT-01'],
    strength: 'must',
    async run(registry) {
      const { repository, blob, opened } = await begin(registry);
      expectOutOfOrder(await repository.patchUpload(opened, blob.bytes.subarray(0, 100), 0));
      const current = await expectOffset(repository, opened, 100);
      expectStatus(await repository.patchUpload(current, blob.bytes.subarray(100), 100), 202);
    },
  },
  {
    id: 'resumable',
    title: 'tells the place, the offset and the session with a 416, so that the client can go on at once',
    requirements: ['CHNK-13', 'LEG-03', 'BAD-065'],
    strength: 'choice',
    async run(registry) {
      const { repository, blob, location } = await begin(registry);
      const refused = await repository.patchUpload(location, blob.bytes.subarray(200), 200);
      expectResumable(refused, 100);
      expectStatus(await repository.patchUpload(locationOf(refused), blob.bytes.subarray(100), 100), 202);
    },
  },
  {
    id: 'code',
    title: 'names BLOB_UPLOAD_INVALID for a chunk out of order',
    requirements: ['CHNK-13', 'ERR-03', 'BAD-065'],
    strength: 'choice',
    async run(registry) {
      const { repository, blob, location } = await begin(registry);
      expectError(await repository.patchUpload(location, blob.bytes.subarray(200), 200), 416, 'BLOB_UPLOAD_INVALID');
    },
  },
  {
    id: 'closing',
    title: 'refuses a closing PUT whose chunk is out of order with 416, and stores nothing',
    requirements: ['CHNK-19'],
    strength: 'must',
    async run(registry) {
      const { repository, blob, location } = await begin(registry);
      expectOutOfOrder(await closeOutOfOrder(repository, location, blob));
      await expectNoBlob(repository, blob.digest);
    },
  },
  {
    id: 'after-closing',
    title: 'keeps the session of a closing PUT whose chunk is out of order, and takes the right one afterwards',
    requirements: ['CHNK-19', 'CHNK-21', 'CHNK-22'],
    strength: 'should',
    async run(registry) {
      const { repository, blob, location } = await begin(registry);
      expectOutOfOrder(await closeOutOfOrder(repository, location, blob));
      await expectOffset(repository, withQuery(location, `digest=${blob.digest}`), 100);
      const right = { body: blob.bytes.subarray(100), headers: { 'content-range': '100-299' } };
      expectStatus(await repository.closeUpload(location, blob.digest, right), 201);
    },
  },
];

/** Closes an upload of 100 stored bytes with the bytes after the first 200. */
function closeOutOfOrder(repository: RepositoryUnderTest, location: string, blob: SampleBlob) {
  const wrong = { body: blob.bytes.subarray(200), headers: { 'content-range': '200-299' } };
  return repository.closeUpload(location, blob.digest, wrong);
}

const badRanges = ['10-5', 'a-b', '0-', '-5', '0-9/10', '0x0-0x9', ' 0 - 9', '0-99999999999999999999'];

const malformed = badRanges.map(
  (range, index): RegistryCase => ({
    id: `malformed-${index + 1}`,
    title: `refuses a chunk whose Content-Range is ${JSON.stringify(range)}, and takes none of it`,
    requirements: ['CHNK-09', 'ERR-03', 'BAD-064'],
    strength: 'choice',
    async run(registry) {
      const { repository, location } = await begin(registry);
      const { bytes } = registry.newBlob(10);
      const answer = await registry.http.send('PATCH', location, { body: bytes, headers: { 'content-range': range } });
      expectError(answer, 400, 'BLOB_UPLOAD_INVALID');
      await expectOffset(repository, location, 100);
    },
  }),
);

const lengths: readonly RegistryCase[] = [
  {
    id: 'streamed-length',
    title: 'refuses a chunk of unknown length that has fewer bytes than its Content-Range, and takes none of it',
    requirements: ['CHNK-09', 'BAD-066'],
    strength: 'choice',
    async run(registry) {
      const { repository, location } = await begin(registry);
      const { bytes } = registry.newBlob(100);
      const body = (async function* () {
        yield bytes;
      })();
      const headers = { 'content-range': '100-300' };
      expectRefusal(await registry.http.send('PATCH', location, { body, headers }), [400, 416]);
      await expectOffset(repository, location, 100);
    },
  },
  {
    id: 'length',
    title: 'refuses a chunk whose length is not that of its Content-Range, and takes none of it',
    requirements: ['CHNK-09', 'BAD-066'],
    strength: 'should',
    async run(registry) {
      const { repository, location } = await begin(registry);
      for (const range of ['100-149', '100-300']) {
        const headers = { 'content-range': range };
        expectRefusal(
          await registry.http.send('PATCH', location, { body: registry.newBlob(100).bytes, headers }),
          [400, 416],
        );
        await expectOffset(repository, location, 100);
      }
    },
  },
  {
    id: 'length-code',
    title: 'names SIZE_INVALID where a chunk is longer or shorter than its Content-Range',
    requirements: ['CHNK-09', 'ERR-03', 'BAD-066'],
    strength: 'choice',
    async run(registry) {
      const { location } = await begin(registry);
      const body = registry.newBlob(100).bytes;
      for (const range of ['100-149', '100-300'])
        expectError(
          await registry.http.send('PATCH', location, { body, headers: { 'content-range': range } }),
          400,
          'SIZE_INVALID',
        );
    },
  },
  {
    id: 'length-of-stream',
    title: 'refuses a chunk of unknown length that turns out longer than its Content-Range',
    requirements: ['CHNK-09', 'BAD-066'],
    strength: 'choice',
    async run(registry) {
      const { repository, blob, location } = await begin(registry);
      async function* tooMuch() {
        yield blob.bytes.subarray(100);
      }
      const headers = { 'content-range': '100-149' };
      expectRefusal(await registry.http.send('PATCH', location, { body: tooMuch(), headers }), [400, 416]);
      const current = await expectOffset(repository, location, 100);
      expectHeader(await repository.patchUpload(current, blob.bytes.subarray(100), 100), 'range', '0-299');
    },
  },
];

/** Chunks that don't fit (CHNK-13, CHNK-19): the session is as it was before them. */
export const outOfOrderCases = casesOf('chunk-order', [...order, ...malformed, ...lengths]);
