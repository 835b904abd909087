import assert from 'node:assert/strict';
import { expectError, expectHeader, expectRefusal, expectStatus } from '../expect.js';
import type { Answer } from '../http/answer.js';
import { prepareImage } from '../manifest/push-manifest-cases.js';
import { casesOf, type RegistryCase } from '../registry-case.js';
import { expectNoBlob, expectOffset } from '../upload/expect-upload.js';

/** One challenge, with all its parameters quoted, so that every client can read it. */
function expectChallenge(answer: Answer): void {
  expectError(answer, 401, 'UNAUTHORIZED');
  expectHeader(answer, 'www-authenticate', /^(?:Bearer|Basic) realm="[^"]+"(?:,\s*[a-z_]+="[^"]*")*$/);
}

const challenges: readonly RegistryCase[] = [
  {
    id: 'version-check',
    title: 'refuses the version check without credentials with 401 and one quoted challenge',
    requirements: ['VER-01', 'VER-02', 'AUTH-01', 'AUTH-02', 'AUTH-03', 'CLI-06', 'BAD-095'],
    strength: 'must',
    async run(registry) {
      expectChallenge(await registry.anonymous.send('GET', '/v2/'));
    },
  },
  {
    id: 'push',
    title: 'refuses every step of a push without credentials, and takes nothing of it',
    requirements: ['AUTH-01', 'AUTH-13', 'BAD-095'],
    strength: 'should',
    async run(registry) {
      const { repository, image } = await prepareImage(registry);
      const stranger = registry.withoutCredentials(repository);
      const location = await repository.startUpload();
      const blob = registry.newBlob();
      expectChallenge(await stranger.postUpload());
      expectChallenge(await stranger.patchUpload(location, blob.bytes));
      expectChallenge(await stranger.closeUpload(location, blob.digest, { body: blob.bytes }));
      expectChallenge(await stranger.putManifest(image, 'v1'));
      await expectOffset(repository, location, 0);
      await expectNoBlob(repository, blob.digest);
      expectRefusal(await repository.head('manifests/v1'), 404);
    },
  },
  {
    id: 'delete',
    title: 'refuses deletions without credentials, and keeps everything',
    requirements: ['AUTH-01', 'AUTH-13', 'BAD-095'],
    strength: 'should',
    async run(registry) {
      const { repository, image } = await prepareImage(registry);
      await repository.pushManifest(image, 'v1');
      const stranger = registry.withoutCredentials(repository);
      for (const rest of ['manifests/v1', `manifests/${image.digest}`, `blobs/${image.blobs[0]?.digest}`])
        expectChallenge(await stranger.delete(rest));
      expectStatus(await repository.head('manifests/v1'), 200);
    },
  },
  {
    id: 'malformed',
    title: 'answers credentials that are malformed or wrong with 401, and never breaks on them',
    requirements: ['AUTH-01', 'BAD-096'],
    strength: 'should',
    async run(registry) {
      const noColon = Buffer.from('nocolon').toString('base64');
      const wrong = Buffer.from('nobody:wrong').toString('base64');
      const values = [
        'Basic',
        'Basic !!!',
        `Basic ${noColon}`,
        `Basic ${wrong}`,
        'Bearer',
        'Bearer x.y.z',
        'Nonsense x',
      ];
      for (const authorization of [...values, `Basic ${'A'.repeat(8000)}`])
        expectRefusal(await registry.anonymous.send('GET', '/v2/', { headers: { authorization } }), 401);
      expectStatus(await registry.http.send('GET', '/v2/'), 200);
    },
  },
  {
    id: 'two-fields',
    title: '[A12] refuses two Authorization fields, whichever of them would do',
    requirements: ['BAD-097'],
    strength: 'choice',
    async run(registry) {
      const other = 'Authorization: Basic bm9ib2R5Ondyb25n';
      const head = await registry.requestHead('GET', '/v2/', other);
      const turned = head.replace(`\r\n${other}`, '').replace('\r\nHost', `\r\n${other}\r\nHost`);
      for (const request of [head, turned]) {
        const connection = await registry.openConnection();
        await connection.write(request);
        const answer = await connection.answer();
        if (answer !== undefined) expectRefusal(answer, [400, 401]);
      }
    },
  },
  {
    id: 'head',
    title: 'challenges a HEAD as it challenges a GET, without a body',
    requirements: ['AUTH-01', 'HEAD-04'],
    strength: 'should',
    async run(registry) {
      const answer = await registry.withoutCredentials(registry.newRepository()).head('manifests/v1');
      expectRefusal(answer, 401);
      expectHeader(answer, 'www-authenticate');
    },
  },
  {
    id: 'existence',
    title: 'tells a stranger nothing of whether a repository, a manifest or a blob exists',
    requirements: ['AUTH-01', 'BAD-095'],
    strength: 'should',
    async run(registry) {
      const { repository, image } = await prepareImage(registry);
      await repository.pushManifest(image, 'v1');
      const known = registry.withoutCredentials(repository);
      const unknown = registry.withoutCredentials(registry.newRepository());
      const rests = ['manifests/v1', `blobs/${image.blobs[0]?.digest}`, 'tags/list', `referrers/${image.digest}`];
      for (const rest of rests) {
        const [one, other] = [await known.get(rest), await unknown.get(rest)];
        expectRefusal(one, 401);
        assert.equal(other.status, one.status);
      }
    },
  },
];

/** A registry that wants credentials for everything. The specification leaves authentication to others: clients need it. */
export const accessCases = casesOf('access', challenges, ['authentication']);
