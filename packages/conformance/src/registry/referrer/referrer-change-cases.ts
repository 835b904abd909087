import assert from 'node:assert/strict';
import { artifactOf, indexOf } from '../content/sample-manifest.js';
import { expectStatus } from '../expect.js';
import { casesOf, type RegistryCase } from '../registry-case.js';
import type { RegistryContext } from '../registry-context.js';
import { nextOf } from '../tag/tag-list-cases.js';
import { digestsOf, entriesOf, listReferrers } from './referrer-list.js';

const artifactType = 'application/vnd.example.signature.v1';

/** A repository with a subject and one tagged referrer of it. */
async function prepare(registry: RegistryContext) {
  const repository = registry.newRepository();
  const subject = registry.newImage();
  const artifact = artifactOf({ artifactType, subject: subject.descriptor });
  await repository.pushManifest(subject, 'subject');
  await repository.pushManifest(artifact, 'signature');
  return { repository, subject, artifact };
}

const deleting: readonly RegistryCase[] = [
  {
    id: 'deleted',
    title: 'does not list a referrer any more once it was deleted',
    requirements: ['RFR-05', 'DEL-05'],
    strength: 'must',
    needs: ['delete-manifest'],
    async run(registry) {
      const { repository, subject, artifact } = await prepare(registry);
      expectStatus(await repository.delete(`manifests/${artifact.digest}`), 202);
      assert.deepEqual(await listReferrers(repository, subject.digest), []);
      await repository.pushManifest(artifact);
      assert.deepEqual(await listReferrers(repository, subject.digest), digestsOf(artifact));
    },
  },
  {
    id: 'tag-deleted',
    title: 'still lists a referrer that lost its tag',
    requirements: ['RFR-05', 'DEL-02', 'DEL-04'],
    strength: 'must',
    needs: ['delete-tag'],
    async run(registry) {
      const { repository, subject, artifact } = await prepare(registry);
      expectStatus(await repository.delete('manifests/signature'), 202);
      assert.deepEqual(await listReferrers(repository, subject.digest), digestsOf(artifact));
    },
  },
  {
    id: 'subject-deleted',
    title: 'keeps the referrers of a subject that was deleted, and lists them',
    requirements: ['RFR-05', 'RFR-10'],
    strength: 'choice',
    needs: ['delete-manifest'],
    async run(registry) {
      const { repository, subject, artifact } = await prepare(registry);
      expectStatus(await repository.delete(`manifests/${subject.digest}`), 202);
      assert.deepEqual(await listReferrers(repository, subject.digest), digestsOf(artifact));
    },
  },
];

const others: readonly RegistryCase[] = [
  {
    id: 'fallback-tag',
    title: 'lists a manifest with a subject that a client also keeps in an index at the fallback tag',
    requirements: ['UPG-01', 'UPG-03'],
    strength: 'must',
    async run(registry) {
      const { repository, subject, artifact } = await prepare(registry);
      await repository.pushManifest(indexOf([artifact.descriptor]), subject.digest.replace(':', '-'));
      assert.deepEqual(await listReferrers(repository, subject.digest), digestsOf(artifact));
    },
  },
  {
    id: 'chain',
    title: 'lists referrers of a referrer under its own digest only',
    requirements: ['RFR-05'],
    strength: 'must',
    async run(registry) {
      const { repository, subject, artifact } = await prepare(registry);
      const further = artifactOf({ artifactType: 'application/vnd.example.attestation', subject: artifact.descriptor });
      await repository.pushManifest(further);
      assert.deepEqual(await listReferrers(repository, subject.digest), digestsOf(artifact));
      assert.deepEqual(await listReferrers(repository, artifact.digest), digestsOf(further));
    },
  },
  {
    id: 'pages',
    title: 'gives each of many large referrers exactly once over linked pages that a client can read',
    requirements: ['RFR-11', 'RFR-09'],
    strength: 'should',
    async run(registry) {
      const repository = registry.newRepository();
      const { descriptor: subject, digest } = registry.newImage();
      const artifacts = Array.from({ length: 24 }, (_, n) =>
        artifactOf({ artifactType, subject, annotations: { n: String(n), filler: 'f'.repeat(250_000) } }),
      );
      for (const artifact of artifacts) await repository.pushManifest(artifact);
      const seen: string[] = [];
      let target: string | undefined = repository.path(`referrers/${digest}`);
      for (let pages = 0; target !== undefined && pages < 30; pages++) {
        const answer = await registry.http.send('GET', target);
        assert.ok(answer.body.length <= 4 * 1024 * 1024, `a page of ${answer.body.length} bytes is above 4 MiB`);
        seen.push(...entriesOf(answer).map((entry) => entry.digest));
        target = nextOf(answer);
      }
      assert.deepEqual(seen.sort(), digestsOf(...artifacts));
    },
  },
  {
    id: 'one-page',
    title: 'gives a hundred referrers of usual size in one page, since many clients read no second one',
    requirements: ['RFR-11'],
    strength: 'should',
    async run(registry) {
      const repository = registry.newRepository();
      const { descriptor: subject, digest } = registry.newImage();
      const artifacts = Array.from({ length: 100 }, (_, n) =>
        artifactOf({ artifactType, subject, annotations: { n: String(n) } }),
      );
      await repository.pushEmptyJson();
      for (const artifact of artifacts) expectStatus(await repository.putManifest(artifact), 201);
      const answer = await repository.get(`referrers/${digest}`);
      assert.equal(nextOf(answer), undefined);
      assert.deepEqual(digestsOf(...entriesOf(answer)), digestsOf(...artifacts));
    },
  },
];

/** How the list follows what is pushed and deleted (RFR-05, RFR-11, UPG-01). */
export const referrerChangeCases = casesOf('referrers', [...deleting, ...others], ['referrers']);
