import assert from 'node:assert/strict';
import { blobOf, type SampleBlob } from '../content/sample-blob.js';
import { expectBody, expectStatus } from '../expect.js';
import { type Answer, header } from '../http/answer.js';
import { casesOf, type RegistryCase } from '../registry-case.js';
import { locationOf } from '../repository-under-test.js';
import { expectOffset } from '../upload/expect-upload.js';

function joined(...blobs: readonly SampleBlob[]): SampleBlob {
  return blobOf(Buffer.concat(blobs.map(({ bytes }) => bytes)));
}

function lastOf(answer: Answer): number {
  return Number(/^0-(\d+)$/.exec(header(answer, 'range') ?? '')?.[1]);
}

/** Answers to a second writer: out of order, busy, or that the session continued without it. */
const refusals = [400, 404, 409, 416, 429, 503];

const cases: readonly RegistryCase[] = [
  {
    id: 'same-chunk',
    title: 'takes a chunk once that two clients send to one session at the same time',
    requirements: ['CHNK-13', 'CHNK-09'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(200_000);
      const location = await repository.startUpload();
      const answers = await Promise.all([
        repository.patchUpload(location, blob.bytes, 0),
        repository.patchUpload(location, blob.bytes, 0),
      ]);
      const taken = answers.filter(({ status }) => status === 202);
      assert.equal(taken.length, 1, `answers ${answers.map(({ status }) => status)}`);
      for (const answer of answers) expectStatus(answer, [202, ...refusals]);
      const current = await expectOffset(repository, locationOf(taken[0] ?? assert.fail()), blob.size);
      expectStatus(await repository.closeUpload(current, blob.digest), 201);
    },
  },
  {
    id: 'two-streams',
    title: 'never mixes the bytes of two streams that are sent to one session at the same time',
    requirements: ['CHNK-20', 'STAT-01'],
    strength: 'should',
    async run(registry) {
      const repository = registry.newRepository();
      const [one, other] = [registry.newBlob(300_000), registry.newBlob(300_000)];
      const location = await repository.startUpload();
      const answers = await Promise.all([one, other].map(({ bytes }) => repository.patchUpload(location, bytes)));
      for (const answer of answers) expectStatus(answer, [202, ...refusals]);
      // The Range of an answer tells where its stream ended, and so which of two came first.
      const taken = [one, other]
        .map((blob, n) => ({ blob, answer: answers[n] ?? assert.fail() }))
        .filter(({ answer }) => answer.status === 202)
        .sort((a, b) => lastOf(a.answer) - lastOf(b.answer));
      assert.ok(taken.length > 0, 'one of the two goes through');
      const current = await expectOffset(
        repository,
        locationOf(taken.at(-1)?.answer ?? assert.fail()),
        taken.length * 300_000,
      );
      const whole = joined(...taken.map(({ blob }) => blob));
      const closed = await repository.closeUpload(current, whole.digest);
      // Where Range is that of the stream alone, nobody can tell which came first: then the other order may be the right one.
      if (new Set(taken.map(({ answer }) => lastOf(answer))).size < taken.length && closed.status === 400) return;
      expectStatus(closed, 201);
      expectBody(await repository.get(`blobs/${whole.digest}`), whole.bytes);
    },
  },
  {
    id: 'closed-twice',
    title: 'closes one session once or twice when two clients close it, and the blob is right',
    requirements: ['MONO-09', 'CLI-05', 'BAD-070'],
    strength: 'should',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(100_000);
      const location = await repository.startUpload();
      const patched = await repository.patchUpload(location, blob.bytes, 0);
      expectStatus(patched, 202);
      const answers = await Promise.all([1, 2].map(() => repository.closeUpload(locationOf(patched), blob.digest)));
      assert.ok(
        answers.some(({ status }) => status === 201),
        `answers ${answers.map(({ status }) => status)}`,
      );
      for (const answer of answers) expectStatus(answer, [201, ...refusals]);
      expectBody(await repository.get(`blobs/${blob.digest}`), blob.bytes);
    },
  },
  {
    id: 'cancelled-meanwhile',
    title: 'stores a blob whole or not at all when its session is cancelled while it is closed',
    requirements: ['CANC-02', 'MONO-09'],
    strength: 'should',
    needs: ['cancel'],
    async run(registry) {
      const repository = registry.newRepository();
      for (let round = 0; round < 10; round++) {
        const blob = registry.newBlob(50_000);
        const location = await repository.startUpload();
        const [closed] = await Promise.all([
          repository.closeUpload(location, blob.digest, { body: blob.bytes }),
          registry.http.send('DELETE', location),
        ]);
        expectStatus(closed, [201, ...refusals]);
        const read = await repository.get(`blobs/${blob.digest}`);
        expectStatus(read, closed.status === 201 ? 200 : [200, 404]);
        if (read.status === 200) expectBody(read, blob.bytes);
      }
    },
  },
];

/** Several clients on one upload session (CHNK-13). */
export const sessionRaceCases = casesOf('race', cases);
