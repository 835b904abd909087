import assert from 'node:assert/strict';
import { mediaTypes } from '@lading/core';
import { artifactOf, indexOf } from '../content/sample-manifest.js';
import { expectError, expectHeader, expectRefusal, expectStatus } from '../expect.js';
import { casesOf, type RegistryCase } from '../registry-case.js';
import { digestsOf, entriesOf, listReferrers } from './referrer-list.js';

const artifactType = 'application/vnd.example.signature.v1';

const empty: readonly RegistryCase[] = [
  {
    id: 'unknown-subject',
    title: 'answers 200 and an empty index to the referrers of an unknown digest',
    requirements: ['RFR-01', 'RFR-02', 'RFR-04', 'RFR-10', 'BAD-093'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      await repository.pushManifest(registry.newImage(), 'v1');
      assert.deepEqual(await listReferrers(repository, registry.newBlob().digest), []);
    },
  },
  {
    id: 'empty-repository',
    title: 'answers 200 and an empty index where the repository has no content yet',
    requirements: ['RFR-02', 'RFR-10'],
    strength: 'must',
    async run(registry) {
      assert.deepEqual(await listReferrers(registry.newRepository(), registry.newBlob().digest), []);
    },
  },
  {
    id: 'zero-digest',
    title: 'answers 200 to the digest of zeros, by which clients probe for the API',
    requirements: ['RFR-01', 'RFR-02'],
    strength: 'should',
    async run(registry) {
      assert.deepEqual(await listReferrers(registry.newRepository(), `sha256:${'0'.repeat(64)}`), []);
    },
  },
  {
    id: 'bad-digest',
    title: 'refuses the referrers of an invalid digest with 400',
    requirements: ['RFR-03', 'BAD-093'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      await repository.pushManifest(registry.newImage(), 'v1');
      for (const digest of ['sha256:xyz', 'v1', `sha256:${'A'.repeat(64)}`, 'sha256:'])
        expectRefusal(await repository.get(`referrers/${digest}`), 400);
    },
  },
  {
    id: 'bad-digest-code',
    title: 'answers DIGEST_INVALID to a request for the referrers of an invalid digest',
    requirements: ['RFR-03', 'ERR-03', 'BAD-093'],
    strength: 'choice',
    async run(registry) {
      expectError(await registry.newRepository().get('referrers/sha256:xyz'), 400, 'DIGEST_INVALID');
    },
  },
];

const entries: readonly RegistryCase[] = [
  {
    id: 'subject-header',
    title: 'names the subject when an image or an index with a subject is pushed',
    requirements: ['SUBJ-01', 'BAD-051'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const subject = registry.newImage();
      await repository.pushManifest(subject);
      await repository.pushEmptyJson();
      const image = artifactOf({ artifactType, subject: subject.descriptor });
      const index = indexOf([], { artifactType, subject: subject.descriptor });
      for (const manifest of [image, index]) {
        const answer = await repository.putManifest(manifest);
        expectStatus(answer, 201);
        expectHeader(answer, 'oci-subject', subject.digest);
      }
    },
  },
  {
    id: 'no-subject-header',
    title: 'sends no OCI-Subject when a manifest without a subject is pushed',
    requirements: ['SUBJ-01'],
    strength: 'should',
    async run(registry) {
      const repository = registry.newRepository();
      const index = indexOf([]);
      const answer = await repository.putManifest(index);
      expectStatus(answer, 201);
      assert.ok(!answer.rawHeaders.some((name) => name.toLowerCase() === 'oci-subject'));
    },
  },
  {
    id: 'descriptor',
    title: 'lists an artifact with its type, size, artifactType and exactly its annotations',
    requirements: ['RFR-05', 'RFR-06', 'RFR-09', 'UPG-03'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const subject = registry.newImage();
      const annotations = { 'org.example.a': '1', 'org.example.b': '' };
      const artifact = artifactOf({ artifactType, subject: subject.descriptor, annotations });
      await repository.pushManifest(subject, 'v1');
      await repository.pushManifest(artifact);
      const [entry, ...others] = entriesOf(await repository.get(`referrers/${subject.digest}`));
      assert.equal(others.length, 0);
      assert.deepEqual(entry, {
        mediaType: mediaTypes.imageManifest,
        digest: artifact.digest,
        size: artifact.size,
        artifactType,
        annotations,
      });
    },
  },
  {
    id: 'type-of-config',
    title: 'gives the type of the config where an image has no artifactType, or an empty one',
    requirements: ['RFR-07'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const subject = registry.newImage();
      const parts = { configType: 'application/vnd.example.config', subject: subject.descriptor };
      const image = registry.newImage(parts);
      await repository.pushManifest(image);
      const [entry] = entriesOf(await repository.get(`referrers/${subject.digest}`));
      assert.equal(entry?.artifactType, 'application/vnd.example.config');
    },
  },
  {
    id: 'index-without-type',
    title: 'gives no artifactType for an index that has none',
    requirements: ['RFR-06', 'RFR-08'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const subject = registry.newImage();
      const plain = indexOf([], { subject: subject.descriptor });
      const typed = indexOf([], { subject: subject.descriptor, artifactType });
      for (const index of [plain, typed]) await repository.pushManifest(index);
      const found = entriesOf(await repository.get(`referrers/${subject.digest}`));
      assert.equal(found.length, 2);
      assert.ok(!('artifactType' in (found.find(({ digest }) => digest === plain.digest) ?? { artifactType })));
      assert.equal(found.find(({ digest }) => digest === typed.digest)?.artifactType, artifactType);
    },
  },
  {
    id: 'missing-subject',
    title: 'lists a referrer whose subject does not exist, and still does once it comes',
    requirements: ['PUSH-02', 'RFR-05', 'RFR-10'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const subject = registry.newImage();
      const artifact = artifactOf({ artifactType, subject: subject.descriptor });
      await repository.pushManifest(artifact);
      assert.deepEqual(await listReferrers(repository, subject.digest), digestsOf(artifact));
      await repository.pushManifest(subject, 'v1');
      assert.deepEqual(await listReferrers(repository, subject.digest), digestsOf(artifact));
    },
  },
  {
    id: 'two-tags',
    title: 'lists a referrer once that was pushed under two tags',
    requirements: ['RFR-05'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const subject = registry.newImage();
      const artifact = artifactOf({ artifactType, subject: subject.descriptor });
      await repository.pushManifest(artifact, 'a', 'b', artifact.digest);
      assert.deepEqual(await listReferrers(repository, subject.digest), digestsOf(artifact));
    },
  },
  {
    id: 'other-repository',
    title: 'lists referrers of its own repository only',
    requirements: ['RFR-05'],
    strength: 'must',
    async run(registry) {
      const [mine, other] = [registry.newRepository(), registry.newRepository()];
      const subject = registry.newImage();
      await other.pushManifest(artifactOf({ artifactType, subject: subject.descriptor }));
      await mine.pushManifest(subject);
      assert.deepEqual(await listReferrers(mine, subject.digest), []);
    },
  },
  {
    id: 'sha512-subject',
    title: 'lists referrers under the digest that their subject names, in its algorithm',
    requirements: ['RFR-05', 'DIG-03'],
    strength: 'should',
    needs: ['sha512'],
    async run(registry) {
      const repository = registry.newRepository();
      const subject = registry.newImage({ algorithm: 'sha512' });
      const artifact = artifactOf({ artifactType, subject: subject.descriptor });
      await repository.pushManifest(artifact);
      assert.deepEqual(await listReferrers(repository, subject.digest), digestsOf(artifact));
    },
  },
];

/** Manifests that other manifests are about (end-12). */
export const referrerCases = casesOf('referrers', [...empty, ...entries], ['referrers']);
