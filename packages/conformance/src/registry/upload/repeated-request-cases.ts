import { expectBody, expectError, expectStatus } from '../expect.js';
import type { Answer } from '../http/answer.js';
import { casesOf, type RegistryCase } from '../registry-case.js';
import type { RegistryContext } from '../registry-context.js';
import { locationOf, type RepositoryUnderTest, withQuery } from '../repository-under-test.js';
import { expectOffset, expectResumable } from './expect-upload.js';

async function* streamed(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** A PATCH as an HTTP library repeats it: to the same URL, and without the offset of its bytes. */
function patch({ http }: RepositoryUnderTest, location: string, body: Uint8Array | AsyncIterable<Uint8Array>) {
  return http.send('PATCH', location, { body, headers: { 'content-type': 'application/octet-stream' } });
}

/** An upload whose first Location was used for 100 of 300 bytes. */
async function begin(registry: RegistryContext) {
  const repository = registry.newRepository();
  const blob = registry.newBlob(300);
  const opened = await repository.startUpload();
  const first = await patch(repository, opened, blob.bytes.subarray(0, 100));
  expectStatus(first, 202);
  return { repository, blob, opened, location: locationOf(first) };
}

/** Continues at the offset of a refusal, and expects the right blob. */
async function finish({ repository, blob }: Awaited<ReturnType<typeof begin>>, refused: Answer): Promise<void> {
  const rest = await patch(repository, locationOf(refused), blob.bytes.subarray(100));
  expectStatus(rest, 202);
  expectStatus(await repository.closeUpload(locationOf(rest), blob.digest), 201);
  expectBody(await repository.get(`blobs/${blob.digest}`), blob.bytes);
}

const patches = (['of known length', 'of unknown length'] as const).map(
  (length): RegistryCase => ({
    id: `patch-${length.replaceAll(' ', '-')}`,
    title: `refuses a PATCH ${length} that is sent twice to the same Location, and reports the offset`,
    requirements: ['CHNK-13', 'CHNK-20', 'LEG-03'],
    strength: 'choice',
    async run(registry) {
      const upload = await begin(registry);
      const bytes = upload.blob.bytes.subarray(0, 100);
      const body = length === 'of known length' ? bytes : streamed(bytes);
      const refused = await patch(upload.repository, upload.opened, body);
      expectError(refused, 416, 'BLOB_UPLOAD_INVALID');
      expectResumable(refused, 100);
      await finish(upload, refused);
    },
  }),
);

const closing: readonly RegistryCase[] = [
  {
    id: 'put-at-older-location',
    title: 'refuses a closing PUT at an older Location, with and without a body, and the upload can continue',
    requirements: ['CHNK-13', 'CHNK-19', 'CHNK-21'],
    strength: 'choice',
    async run(registry) {
      const upload = await begin(registry);
      const { repository, blob, opened } = upload;
      for (const body of [blob.bytes.subarray(100), '']) {
        const refused = await repository.closeUpload(opened, blob.digest, { body });
        expectResumable(refused, 100);
        await expectOffset(repository, opened, 100);
      }
      await finish(upload, await repository.closeUpload(opened, blob.digest));
    },
  },
  {
    id: 'with-content-range',
    title: 'refuses a chunk at an older Location, with any Content-Range',
    requirements: ['CHNK-13', 'CHNK-21'],
    strength: 'choice',
    async run(registry) {
      const upload = await begin(registry);
      const { repository, blob, opened } = upload;
      for (const first of [0, 100]) {
        const bytes = blob.bytes.subarray(first, first + 100);
        expectResumable(await repository.patchUpload(opened, bytes, first), 100);
      }
      await finish(upload, await repository.patchUpload(opened, blob.bytes.subarray(0, 100), 0));
    },
  },
  {
    id: 'closed',
    title: 'answers a repeated closing PUT without a body with 201 again',
    requirements: ['CLI-05', 'BAD-070'],
    strength: 'choice',
    async run(registry) {
      const { repository, blob, location } = await begin(registry);
      const rest = await patch(repository, location, blob.bytes.subarray(100));
      for (const _ of [1, 2]) expectStatus(await repository.closeUpload(locationOf(rest), blob.digest), 201);
    },
  },
];

const queries: readonly RegistryCase[] = [
  {
    id: 'second-question-mark',
    title: 'closes an upload for clients that append ?digest= to a Location that has a query',
    requirements: ['MONO-06', 'CLI-04'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob();
      const target = `${await repository.startUpload()}?digest=${blob.digest}`;
      expectStatus(await registry.http.send('PUT', target, { body: blob.bytes }), 201);
    },
  },
  {
    id: 'dropped-query',
    title: 'continues an upload for clients that drop the query of its Location',
    requirements: ['MONO-06', 'CLI-04'],
    strength: 'choice',
    async run(registry) {
      const { repository, blob, location } = await begin(registry);
      const bare = location.replace(/\?.*$/, '');
      for (const first of [100, 200])
        expectStatus(await patch(repository, bare, blob.bytes.subarray(first, first + 100)), 202);
      const closed = await registry.http.send('PUT', withQuery(bare, `digest=${blob.digest}`), { body: '' });
      expectStatus(closed, 201);
      expectBody(await repository.get(`blobs/${blob.digest}`), blob.bytes);
    },
  },
];

/** Requests that an HTTP library sends twice, and changes that clients make to a Location with an offset. */
export const repeatedRequestCases = casesOf('repeated', [...patches, ...closing, ...queries], ['upload-offset']);
