import assert from 'node:assert/strict';
import { noBytes } from '../content/sample-blob.js';
import { expectBody, expectHeader, expectRefusal, expectStatus } from '../expect.js';
import { casesOf, type RegistryCase } from '../registry-case.js';

const size = 2048;

interface Part {
  readonly range: string;
  readonly first: number;
  readonly last: number;
}

const parts: readonly Part[] = [
  { range: 'bytes=0-0', first: 0, last: 0 },
  { range: 'bytes=500-1499', first: 500, last: 1499 },
  { range: 'bytes=500-', first: 500, last: 2047 },
  { range: 'bytes=0-', first: 0, last: 2047 },
  { range: 'bytes=-500', first: 1548, last: 2047 },
  { range: 'bytes=-5000', first: 0, last: 2047 },
  { range: 'bytes=2000-5000', first: 2000, last: 2047 },
  { range: 'bytes=1000-2048', first: 1000, last: 2047 },
  { range: 'bytes=2047-2047', first: 2047, last: 2047 },
];

const satisfied = parts.map(
  ({ range, first, last }): RegistryCase => ({
    id: `part-${range.slice('bytes='.length)}`,
    title: `answers Range: ${range} of a blob of ${size} bytes with bytes ${first} to ${last}`,
    requirements: ['PULL-21', 'BAD-084'],
    strength: 'should',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(size);
      await repository.pushBlob(blob);
      const answer = await repository.get(`blobs/${blob.digest}`, { range });
      expectStatus(answer, 206);
      expectHeader(answer, 'content-range', `bytes ${first}-${last}/${size}`);
      expectHeader(answer, 'content-length', String(last - first + 1));
      expectBody(answer, blob.bytes.subarray(first, last + 1));
    },
  }),
);

const unsatisfied = ['bytes=2048-', 'bytes=5000-10000', 'bytes=-0'].map(
  (range): RegistryCase => ({
    id: `outside-${range.slice('bytes='.length)}`,
    title: `answers Range: ${range} of a blob of ${size} bytes with 416 and the size`,
    requirements: ['PULL-21', 'BAD-084'],
    strength: 'should',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(size);
      await repository.pushBlob(blob);
      const answer = await repository.get(`blobs/${blob.digest}`, { range });
      expectRefusal(answer, 416);
      expectHeader(answer, 'content-range', `bytes */${size}`);
    },
  }),
);

const ignored = ['bytes=a-b', 'items=0-1', 'bytes=', 'bytes=--5', '0-5'].map(
  (range): RegistryCase => ({
    id: `ignored-${range.replaceAll(/[^a-z0-9]+/g, '-')}`,
    title: `ignores the invalid Range: ${range} and serves the whole blob`,
    requirements: ['PULL-21', 'BAD-084', 'HTTP-01'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(size);
      await repository.pushBlob(blob);
      const answer = await repository.get(`blobs/${blob.digest}`, { range });
      expectStatus(answer, 200);
      expectBody(answer, blob.bytes);
    },
  }),
);

const details: readonly RegistryCase[] = [
  {
    id: 'backwards',
    // One official suite wants it; HTTP lets a server ignore such a range (RFC 9110 §14.2).
    title: 'answers a range that ends before it begins with 416',
    requirements: ['PULL-22'],
    strength: 'should',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(size);
      await repository.pushBlob(blob);
      expectRefusal(await repository.get(`blobs/${blob.digest}`, { range: 'bytes=500-0' }), 416);
    },
  },
  {
    id: 'part-fields',
    title: 'keeps the type, the digest of the whole and Accept-Ranges on a partial answer',
    requirements: ['PULL-16', 'CLI-02'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(size);
      await repository.pushBlob(blob);
      const answer = await repository.get(`blobs/${blob.digest}`, { range: 'bytes=1-2' });
      expectStatus(answer, 206);
      expectHeader(answer, 'content-type', 'application/octet-stream');
      expectHeader(answer, 'accept-ranges', 'bytes');
      expectHeader(answer, 'docker-content-digest', blob.digest);
    },
  },
  {
    id: 'probe-one-byte',
    title: 'answers the probe bytes=0-1 of a blob of one byte with that byte',
    requirements: ['PULL-21'],
    strength: 'should',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(1);
      await repository.pushBlob(blob);
      const answer = await repository.get(`blobs/${blob.digest}`, { range: 'bytes=0-1' });
      expectStatus(answer, 206);
      expectHeader(answer, 'content-range', 'bytes 0-0/1');
      expectBody(answer, blob.bytes);
    },
  },
  {
    id: 'probe-empty',
    title: 'answers the probe bytes=0-1 of an empty blob with 416 and a size of 0, or with no bytes',
    requirements: ['PULL-21'],
    strength: 'should',
    async run(registry) {
      const repository = registry.newRepository();
      await repository.pushBlob(noBytes);
      const answer = await repository.get(`blobs/${noBytes.digest}`, { range: 'bytes=0-1' });
      // Range may be ignored (RFC 9110 §14.2), and of nothing Go's file server does so.
      if (answer.status === 200) return expectBody(answer, noBytes.bytes);
      expectRefusal(answer, 416);
      expectHeader(answer, 'content-range', 'bytes */0');
    },
  },
  {
    id: 'head-ignores-range',
    title: 'answers HEAD with a range with 200 and the whole length, for ranges are of GET alone',
    requirements: ['HEAD-03', 'HTTP-01'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(size);
      await repository.pushBlob(blob);
      const answer = await repository.head(`blobs/${blob.digest}`, { range: 'bytes=0-1' });
      expectStatus(answer, 200);
      expectHeader(answer, 'content-length', String(size));
    },
  },
  {
    id: 'resumed-pull',
    title: 'gives the rest of a blob to a pull that goes on after 700 bytes',
    requirements: ['PULL-21'],
    strength: 'should',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(size);
      await repository.pushBlob(blob);
      const first = await repository.get(`blobs/${blob.digest}`, { range: 'bytes=0-699' });
      const rest = await repository.get(`blobs/${blob.digest}`, { range: 'bytes=700-' });
      assert.ok(Buffer.concat([first.body, rest.body]).equals(blob.bytes), 'the two parts are the blob');
    },
  },
  {
    id: 'if-range',
    title: 'serves a part if If-Range names the blob, and the whole if it names something else',
    requirements: ['PULL-21', 'HTTP-01', 'LEG-07'],
    strength: 'choice',
    needs: ['conditional'],
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(size);
      await repository.pushBlob(blob);
      const etag = expectHeader(await repository.head(`blobs/${blob.digest}`), 'etag');
      const ask = (condition: string) =>
        repository.get(`blobs/${blob.digest}`, { range: 'bytes=0-1', 'if-range': condition });
      expectStatus(await ask(etag), 206);
      expectStatus(await ask('"something-else"'), 200);
    },
  },
];

/** Parts of blobs (PULL-21, PULL-22). */
export const rangeCases = casesOf('range', [...satisfied, ...unsatisfied, ...ignored, ...details], ['range']);
