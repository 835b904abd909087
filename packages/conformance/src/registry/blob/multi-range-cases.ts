import assert from 'node:assert/strict';
import type { SampleBlob } from '../content/sample-blob.js';
import { expectHeader, expectRefusal, expectStatus } from '../expect.js';
import type { Answer } from '../http/answer.js';
import { casesOf, type RegistryCase } from '../registry-case.js';
import type { RegistryContext } from '../registry-context.js';

interface BodyPart {
  readonly range: string | undefined;
  readonly content: Buffer;
}

/** The parts of a `multipart/byteranges` body (RFC 9110 §14.6), in their order. */
function partsOf(answer: Answer): BodyPart[] {
  const type = expectHeader(answer, 'content-type', /^multipart\/byteranges;\s*boundary="?[A-Za-z0-9]+"?$/);
  const boundary = /boundary="?([A-Za-z0-9]+)"?/.exec(type)?.[1] ?? '';
  const delimiter = Buffer.from(`--${boundary}`);
  const parts: BodyPart[] = [];
  for (let at = answer.body.indexOf(delimiter); ; ) {
    const start = at + delimiter.length;
    if (answer.body.subarray(start, start + 2).toString() === '--') return parts;
    at = answer.body.indexOf(delimiter, start);
    assert.notEqual(at, -1, 'a multipart body ends with its boundary and two hyphens');
    parts.push(partOf(answer.body.subarray(start + 2, at - 2)));
  }
}

function partOf(bytes: Buffer): BodyPart {
  const headEnd = bytes.indexOf('\r\n\r\n');
  const head = bytes.subarray(0, headEnd).toString();
  return { range: /^content-range: *(.+)$/im.exec(head)?.[1], content: bytes.subarray(headEnd + 4) };
}

type Range = readonly [first: number, last: number];

async function expectParts(registry: RegistryContext, blob: SampleBlob, ranges: readonly Range[]): Promise<void> {
  const repository = registry.newRepository();
  await repository.pushBlob(blob);
  const range = `bytes=${ranges.map(([first, last]) => `${first}-${last}`).join(',')}`;
  const answer = await repository.get(`blobs/${blob.digest}`, { range });
  expectStatus(answer, 206);
  expectHeader(answer, 'content-length', String(answer.body.length));
  const parts = partsOf(answer);
  assert.deepEqual(
    parts.map((part) => part.range),
    ranges.map(([first, last]) => `bytes ${first}-${last}/${blob.size}`),
    'as many parts as were asked for, in that order',
  );
  for (const [index, [first, last]] of ranges.entries())
    assert.ok(parts[index]?.content.equals(blob.bytes.subarray(first, last + 1)), `part ${index} has other bytes`);
}

/** This many ranges of 16 bytes, with 16 bytes between them. */
function scattered(count: number): Range[] {
  return Array.from({ length: count }, (_, index) => [1_000_000 + index * 32, 1_000_000 + index * 32 + 15] as const);
}

const cases: readonly RegistryCase[] = [
  {
    id: 'two',
    title: 'answers two ranges with two parts',
    requirements: ['PULL-21', 'CLI-09'],
    strength: 'should',
    run: (registry) =>
      expectParts(registry, registry.newBlob(2048), [
        [0, 9],
        [100, 199],
      ]),
  },
  {
    id: 'order',
    title: 'answers ranges in the order in which they were asked for',
    requirements: ['CLI-09'],
    strength: 'choice',
    run: (registry) =>
      expectParts(registry, registry.newBlob(2048), [
        [1000, 1009],
        [0, 9],
        [500, 500],
      ]),
  },
  {
    id: 'neighbours',
    title: 'does not merge ranges that touch each other',
    requirements: ['CLI-09'],
    strength: 'choice',
    run: (registry) =>
      expectParts(registry, registry.newBlob(2048), [
        [0, 99],
        [100, 199],
        [200, 299],
      ]),
  },
  {
    id: '1024',
    title: 'answers 1,024 ranges, whose field alone is above 16 KiB, with 1,024 parts',
    requirements: ['CLI-08', 'CLI-09', 'BAD-084'],
    strength: 'choice',
    run: (registry) => expectParts(registry, registry.newBlob(1_100_000), scattered(1024)),
  },
  {
    id: 'too-many',
    title: 'answers more than 1,024 ranges with 400, so that the client asks for fewer',
    requirements: ['CLI-09', 'BAD-084'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(1_100_000);
      await repository.pushBlob(blob);
      const range = `bytes=${scattered(1025)
        .map((each) => each.join('-'))
        .join(',')}`;
      expectRefusal(await repository.get(`blobs/${blob.digest}`, { range }), 400);
    },
  },
  {
    id: 'overlapping',
    title: 'does not multiply a blob by ranges that all ask for the whole',
    requirements: ['CLI-09', 'BAD-084'],
    strength: 'should',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(10_000);
      await repository.pushBlob(blob);
      const range = `bytes=${Array(1000).fill('0-').join(',')}`;
      const answer = await repository.get(`blobs/${blob.digest}`, { range });
      expectStatus(answer, [200, 206, 400, 416]);
      assert.ok(answer.body.length < 3 * blob.size, `${answer.body.length} bytes for a blob of ${blob.size}`);
    },
  },
];

/** Several parts at once, which podman and lazy pulls ask for (the ninth of the ten points). */
export const multiRangeCases = casesOf('multi-range', cases, ['range', 'multi-range']);
