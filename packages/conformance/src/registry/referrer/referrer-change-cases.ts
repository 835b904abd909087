import assert from 'node:assert/strict';
import { artifactOf, indexOf } from '../content/sample-manifest.js';
import { expectStatus } from '../expect.js';
import type { Answer } from '../http/answer.js';
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
    id: 'many',
    title: 'gives each of many large referrers exactly once, over linked pages if one does not do',
    requirements: ['RFR-11', 'RFR-09', 'UPG-03'],
    strength: 'must',
    async run(registry) {
      const { artifacts, pages } = await listMany(registry);
      const seen = pages.flatMap((page) => entriesOf(page).map(({ digest }) => digest));
      assert.deepEqual(seen.sort(), digestsOf(...artifacts));
    },
  },
  {
    id: 'pages',
    title: 'gives many large referrers in pages of 4 MiB at most, since a client need not read a larger manifest',
    requirements: ['RFR-11', 'MAN-13'],
    strength: 'should',
    async run(registry) {
      const { pages } = await listMany(registry);
      for (const { body } of pages)
        assert.ok(body.length <= 4 * 1024 * 1024, `a page of ${body.length} bytes is above 4 MiB`);
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

/** Six megabytes of referrers, and the pages in which they come. */
async function listMany(registry: RegistryContext) {
  const repository = registry.newRepository();
  const { descriptor: subject, digest } = registry.newImage();
  const artifacts = Array.from({ length: 24 }, (_, n) =>
    artifactOf({ artifactType, subject, annotations: { n: String(n), filler: 'f'.repeat(250_000) } }),
  );
  for (const artifact of artifacts) await repository.pushManifest(artifact);
  const pages: Answer[] = [];
  let target: string | undefined = repository.path(`referrers/${digest}`);
  while (target !== undefined && pages.length < 30) {
    const page = await registry.http.send('GET', target);
    pages.push(page);
    target = nextOf(page);
  }
  return { artifacts, pages };
}

/** Changes of the list after pushes and deletions (RFR-05, RFR-11, UPG-01). */
export const referrerChangeCases = casesOf('referrers', [...deleting, ...others], ['referrers']);
