import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expectError, expectHeader, expectRefusal, expectStatus } from '../expect.js';
import { casesOf, type RegistryCase } from '../registry-case.js';
import type { RegistryContext } from '../registry-context.js';
import { locationOf, type RepositoryUnderTest, withQuery } from '../repository-under-test.js';
import { expectNoBlob, expectNoUpload, expectOffset, expectSessionFields } from './expect-upload.js';

const status: readonly RegistryCase[] = [
  {
    id: 'status',
    title: 'answers GET of an upload with 204, its Location and how far it is',
    requirements: ['STAT-01'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const patched = await repository.patchUpload(await repository.startUpload(), registry.newBlob(500).bytes, 0);
      expectStatus(patched, 202);
      await expectOffset(repository, locationOf(patched), 500);
    },
  },
  {
    id: 'status-empty',
    title: 'says 0-0 of an upload that has no byte yet',
    requirements: ['STAT-01', 'CLI-03'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const answer = await registry.http.send('GET', await repository.startUpload());
      expectStatus(answer, 204);
      expectHeader(answer, 'range', '0-0');
      locationOf(answer);
    },
  },
  {
    id: 'status-fields',
    title: 'names the session on GET of an upload, and sends neither body nor length',
    requirements: ['STAT-01', 'LEG-03', 'CLI-03'],
    strength: 'choice',
    async run(registry) {
      const answer = await registry.http.send('GET', await registry.newRepository().startUpload());
      expectStatus(answer, 204);
      expectSessionFields(answer, '0-0');
    },
  },
];

type Continue = (
  repository: RepositoryUnderTest,
  location: string,
  registry: RegistryContext,
) => ReturnType<RepositoryUnderTest['get']>;

const continuations: Readonly<Record<string, Continue>> = {
  GET: (repository, location) => repository.http.send('GET', location),
  PATCH: (repository, location, registry) => repository.patchUpload(location, registry.newBlob().bytes),
  PUT: (repository, location, registry) => repository.closeUpload(location, registry.newBlob().digest),
  DELETE: (repository, location) => repository.http.send('DELETE', location),
};

const unknown = Object.entries(continuations).map(
  ([method, ask]): RegistryCase => ({
    id: `unknown-${method.toLowerCase()}`,
    title: `answers ${method} of an upload that does not exist with 404`,
    requirements: method === 'GET' ? ['STAT-03', 'BAD-060'] : ['MONO-12', 'BAD-060'],
    strength: method === 'DELETE' ? 'choice' : 'must',
    ...(method === 'DELETE' && { needs: ['cancel'] as const }),
    async run(registry) {
      const repository = registry.newRepository();
      await repository.pushBlob(registry.newBlob());
      expectRefusal(await ask(repository, repository.path(`blobs/uploads/${randomUUID()}`), registry), 404);
    },
  }),
);

const noIds = ['not-a-uuid', '..%2f..%2fx', '%00', '1', `${randomUUID()}x`];

const refusals: readonly RegistryCase[] = [
  ...noIds.map(
    (id, index): RegistryCase => ({
      id: `no-id-${index + 1}`,
      title: `answers 404 to an upload called ${id.replace(/^[0-9a-f-]{36}/, '<uuid>')}, which no session is`,
      requirements: ['MONO-12', 'BAD-061'],
      strength: 'choice',
      async run(registry) {
        const repository = registry.newRepository();
        await repository.pushBlob(registry.newBlob());
        for (const ask of Object.values(continuations))
          expectRefusal(await ask(repository, repository.path(`blobs/uploads/${id}`), registry), [400, 404]);
      },
    }),
  ),
  {
    id: 'unknown-code',
    title: 'names BLOB_UPLOAD_UNKNOWN for an upload that does not exist',
    requirements: ['MONO-12', 'STAT-03', 'ERR-03', 'BAD-060'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      await repository.pushBlob(registry.newBlob());
      for (const ask of Object.values(continuations)) {
        const location = repository.path(`blobs/uploads/${randomUUID()}`);
        expectError(await ask(repository, location, registry), 404, 'BLOB_UPLOAD_UNKNOWN');
      }
    },
  },
  {
    id: 'other-repository',
    title: 'does not continue an upload of one repository under the name of another',
    requirements: ['MONO-12', 'BAD-062'],
    strength: 'must',
    async run(registry) {
      const [mine, other] = [registry.newRepository(), registry.newRepository()];
      await other.pushBlob(registry.newBlob());
      const location = await mine.startUpload();
      const moved = location.replace(mine.name, other.name);
      const blob = registry.newBlob();
      expectRefusal(await registry.http.send('GET', moved), [400, 404]);
      expectRefusal(await other.patchUpload(moved, blob.bytes), [400, 404]);
      expectRefusal(await other.closeUpload(moved, blob.digest, { body: blob.bytes }), [400, 404]);
      await expectNoBlob(other, blob.digest);
      await expectOffset(mine, location, 0);
    },
  },
  {
    id: 'tampered-state',
    title: 'is not misled by a state that the client adds to its Location',
    requirements: ['MONO-06', 'BAD-080'],
    strength: 'should',
    async run(registry) {
      const repository = registry.newRepository();
      const location = withQuery(await repository.startUpload(), '_state=AAAA&state=%00');
      const blob = registry.newBlob(10);
      const answer = await repository.patchUpload(location, blob.bytes, 0);
      if (answer.status !== 202) return expectRefusal(answer, [400, 404, 416]);
      expectHeader(answer, 'range', '0-9');
      expectStatus(await repository.closeUpload(locationOf(answer), blob.digest), 201);
    },
  },
];

const cancelling: readonly RegistryCase[] = [
  {
    id: 'cancel',
    title: 'cancels an upload with 204, and the session is gone',
    requirements: ['CANC-01', 'CANC-02', 'CLI-03', 'BAD-071'],
    strength: 'should',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob();
      const patched = await repository.patchUpload(await repository.startUpload(), blob.bytes, 0);
      expectStatus(patched, 202);
      expectStatus(await registry.http.send('DELETE', locationOf(patched)), 204);
      await expectNoUpload(repository, locationOf(patched), blob.digest);
      await expectNoBlob(repository, blob.digest);
    },
  },
  {
    id: 'cancel-empty',
    title: 'cancels an upload that has no byte',
    requirements: ['CANC-02'],
    strength: 'should',
    async run(registry) {
      expectStatus(await registry.http.send('DELETE', await registry.newRepository().startUpload()), 204);
    },
  },
  {
    id: 'cancel-twice',
    title: 'answers a second cancel with 404',
    requirements: ['CANC-02', 'MONO-12'],
    strength: 'choice',
    async run(registry) {
      const location = await registry.newRepository().startUpload();
      expectStatus(await registry.http.send('DELETE', location), 204);
      expectError(await registry.http.send('DELETE', location), 404, 'BLOB_UPLOAD_UNKNOWN');
    },
  },
];

const expiring: readonly RegistryCase[] = [
  {
    id: 'expires',
    title: 'ends an upload to which nothing happens, and answers 404 by every method from then on',
    requirements: ['CANC-05', 'BAD-081', 'STAT-03'],
    strength: 'should',
    timeoutMilliseconds: 120_000,
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(100);
      const patched = await repository.patchUpload(await repository.startUpload(), blob.bytes.subarray(0, 50), 0);
      const location = locationOf(patched);
      // Asking may count as something that happens, so the pauses grow.
      for (let seconds = 2; seconds <= 32; seconds *= 2) {
        await sleep(seconds * 1000);
        if ((await registry.http.send('GET', location)).status === 404) break;
      }
      await expectNoUpload(repository, location, blob.digest);
      await expectNoBlob(repository, blob.digest);
    },
  },
];

/** Upload sessions: status (end-13), cancellation (end-14), and unknown sessions. */
export const sessionCases = [
  ...casesOf('session', [...status, ...unknown, ...refusals]),
  ...casesOf('session', cancelling, ['cancel']),
  ...casesOf('session', expiring, ['upload-expiry']),
];
