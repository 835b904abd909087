import { expectBody, expectHeader, expectStatus } from '../expect.js';
import { casesOf, type RegistryCase } from '../registry-case.js';
import { locationOf, withQuery } from '../repository-under-test.js';
import { expectOffset, expectSessionFields } from './expect-upload.js';

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += 1000) yield bytes.subarray(at, at + 1000);
}

const octets = { 'content-type': 'application/octet-stream' };

const cases: readonly RegistryCase[] = [
  {
    id: 'two',
    title: 'stores a blob in two chunks and an empty PUT, and says after each how far it is',
    requirements: ['CHNK-09', 'CHNK-10', 'CHNK-18'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(4000);
      const first = await repository.patchUpload(await repository.startUpload(), blob.bytes.subarray(0, 1500), 0);
      expectStatus(first, 202);
      expectHeader(first, 'range', '0-1499');
      const second = await repository.patchUpload(locationOf(first), blob.bytes.subarray(1500), 1500);
      expectStatus(second, 202);
      expectHeader(second, 'range', '0-3999');
      const closed = await repository.closeUpload(locationOf(second), blob.digest);
      expectStatus(closed, 201);
      expectBody(await registry.http.send('GET', locationOf(closed)), blob.bytes);
    },
  },
  ...(['with', 'without'] as const).map(
    (way): RegistryCase => ({
      id: way === 'with' ? 'last-in-put' : 'last-in-put-without-range',
      title: `takes the last chunk in the closing PUT, ${way} its Content-Range`,
      requirements: ['CHNK-09', 'CHNK-18'],
      strength: way === 'with' ? 'must' : 'choice',
      async run(registry) {
        const repository = registry.newRepository();
        const blob = registry.newBlob(4000);
        const first = await repository.patchUpload(await repository.startUpload(), blob.bytes.subarray(0, 1500), 0);
        expectStatus(first, 202);
        const headers: Record<string, string> = way === 'with' ? { 'content-range': '1500-3999' } : {};
        const closing = { body: blob.bytes.subarray(1500), headers };
        expectStatus(await repository.closeUpload(locationOf(first), blob.digest, closing), 201);
        expectBody(await repository.get(`blobs/${blob.digest}`), blob.bytes);
      },
    }),
  ),
  {
    id: 'many',
    title: 'stores a blob in forty chunks',
    requirements: ['CHNK-09', 'CHNK-10'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(40 * 1024);
      let location = await repository.startUpload();
      for (let first = 0; first < blob.size; first += 1024) {
        const answer = await repository.patchUpload(location, blob.bytes.subarray(first, first + 1024), first);
        expectStatus(answer, 202);
        expectHeader(answer, 'range', `0-${first + 1023}`);
        location = locationOf(answer);
      }
      expectStatus(await repository.closeUpload(location, blob.digest), 201);
      expectBody(await repository.get(`blobs/${blob.digest}`), blob.bytes);
    },
  },
  {
    id: 'one-byte-first',
    title: 'tells a session of one byte from an empty one, though both say 0-0',
    requirements: ['CHNK-09', 'CHNK-13'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(2);
      const first = await repository.patchUpload(await repository.startUpload(), blob.bytes.subarray(0, 1), 0);
      expectStatus(first, 202);
      expectHeader(first, 'range', '0-0');
      const again = await repository.patchUpload(locationOf(first), blob.bytes.subarray(0, 1), 0);
      expectStatus(again, 416);
      const second = await repository.patchUpload(locationOf(first), blob.bytes.subarray(1), 1);
      expectStatus(second, 202);
      expectStatus(await repository.closeUpload(locationOf(second), blob.digest), 201);
    },
  },
  {
    id: 'streamed',
    title: 'takes a whole blob in one PATCH of unknown length and without Content-Range, then an empty PUT',
    requirements: ['CHNK-20'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(50_000);
      const location = await repository.startUpload();
      const patched = await registry.http.send('PATCH', location, { body: piecesOf(blob.bytes), headers: octets });
      expectStatus(patched, 202);
      expectHeader(patched, 'range', '0-49999');
      const closed = await repository.closeUpload(locationOf(patched), blob.digest);
      expectStatus(closed, 201);
      expectBody(await registry.http.send('GET', locationOf(closed)), blob.bytes);
    },
  },
  {
    id: 'streamed-of-known-length',
    title: 'appends every PATCH that has a length but no Content-Range',
    requirements: ['CHNK-20', 'CHNK-10'],
    strength: 'should',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(3000);
      let location = await repository.startUpload();
      for (const first of [0, 1000, 2000]) {
        const answer = await repository.patchUpload(location, blob.bytes.subarray(first, first + 1000));
        expectStatus(answer, 202);
        expectHeader(answer, 'range', `0-${first + 999}`);
        location = locationOf(answer);
      }
      expectStatus(await repository.closeUpload(location, blob.digest), 201);
    },
  },
  {
    id: 'streamed-empty',
    title: 'takes a PATCH without any byte and still has none, as docker does for an empty layer',
    requirements: ['CHNK-20', 'STAT-01'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      const location = await repository.startUpload();
      const patched = await registry.http.send('PATCH', location, {
        body: piecesOf(new Uint8Array()),
        headers: octets,
      });
      expectStatus(patched, 202);
      expectHeader(patched, 'range', '0-0');
      const blob = registry.newBlob();
      expectStatus(await repository.closeUpload(locationOf(patched), blob.digest, { body: blob.bytes }), 201);
    },
  },
  {
    id: 'patch-fields',
    title: 'answers a chunk with the place, the offset and the session, and no body',
    requirements: ['CHNK-09', 'LEG-03', 'CLI-03'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      const answer = await repository.patchUpload(await repository.startUpload(), registry.newBlob(10).bytes, 0);
      expectStatus(answer, 202);
      expectSessionFields(answer, '0-9');
    },
  },
  {
    id: 'digest-in-patch',
    title: 'ignores a digest in the query of a PATCH and of a status request',
    requirements: ['CHNK-22', 'CLI-04'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(100);
      const query = `digest=${registry.newBlob().digest}`;
      const patched = await repository.patchUpload(withQuery(await repository.startUpload(), query), blob.bytes, 0);
      expectStatus(patched, 202);
      await expectOffset(repository, withQuery(locationOf(patched), query), 100);
    },
  },
  {
    id: 'old-locations',
    title: 'reports the offset at any earlier Location of a session',
    requirements: ['CHNK-21', 'CLI-04'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(300);
      const locations = [await repository.startUpload()];
      for (const first of [0, 100, 200]) {
        const bytes = blob.bytes.subarray(first, first + 100);
        const answer = await repository.patchUpload(locations.at(-1) ?? '', bytes, first);
        expectStatus(answer, 202);
        locations.push(locationOf(answer));
      }
      const told = await Promise.all(locations.map((location) => expectOffset(repository, location, 300)));
      expectStatus(await repository.closeUpload(told[0] ?? '', blob.digest), 201);
      expectBody(await repository.get(`blobs/${blob.digest}`), blob.bytes);
    },
  },
];

/** Chunks and streamed uploads that go well (end-5). */
export const chunkCases = casesOf('chunk', cases);
