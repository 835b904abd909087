import assert from 'node:assert/strict';
import { artifactOf } from '../content/sample-manifest.js';
import { expectHeader, expectRefusal } from '../expect.js';
import { casesOf, type RegistryCase } from '../registry-case.js';
import { digestsOf, entriesOf, listReferrers } from './referrer-list.js';

const artifactType = 'application/vnd.example.signature.v1';

const cases: readonly RegistryCase[] = [
  {
    id: 'filter',
    title: 'gives only referrers of the type that is asked for, and says that it filtered',
    requirements: ['RFR-12', 'RFR-13'],
    strength: 'should',
    async run(registry) {
      const repository = registry.newRepository();
      const subject = registry.newImage().descriptor;
      const wanted = artifactOf({ artifactType: 'application/vnd.example.a+json', subject });
      const other = artifactOf({ artifactType: 'application/vnd.example.b+json', subject });
      const byConfig = registry.newImage({ configType: 'application/vnd.example.a+json', subject });
      for (const manifest of [wanted, other, byConfig]) await repository.pushManifest(manifest);
      const query = `?artifactType=${encodeURIComponent('application/vnd.example.a+json')}`;
      const answer = await repository.get(`referrers/${subject.digest}${query}`);
      expectHeader(answer, 'oci-filters-applied', 'artifactType');
      assert.deepEqual(digestsOf(...entriesOf(answer)), digestsOf(wanted, byConfig));
      assert.equal((await listReferrers(repository, subject.digest)).length, 3);
    },
  },
  {
    id: 'filter-is-honest',
    title: 'says that it filtered exactly when it did',
    requirements: ['RFR-12', 'RFR-13'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const subject = registry.newImage().descriptor;
      const artifact = artifactOf({ artifactType: 'application/vnd.example.a', subject });
      await repository.pushManifest(artifact);
      const answer = await repository.get(`referrers/${subject.digest}?artifactType=application/vnd.example.b`);
      const filtered = answer.rawHeaders.some((name) => name.toLowerCase() === 'oci-filters-applied');
      assert.equal(entriesOf(answer).length, filtered ? 0 : 1);
    },
  },
  {
    id: 'several-types',
    title: 'gives referrers of any of several types, as containerd asks for them',
    requirements: ['RFR-12', 'RFR-13'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      const subject = registry.newImage().descriptor;
      const artifacts = ['a', 'b', 'c'].map((type) => artifactOf({ artifactType: `application/${type}`, subject }));
      for (const artifact of artifacts) await repository.pushManifest(artifact);
      const answer = await repository.get(
        `referrers/${subject.digest}?artifactType=application/a&artifactType=application/c`,
      );
      expectHeader(answer, 'oci-filters-applied', 'artifactType');
      assert.deepEqual(digestsOf(...entriesOf(answer)), digestsOf(...artifacts.filter((_, n) => n !== 1)));
    },
  },
  {
    id: 'empty-type',
    title: 'does not filter by an empty type',
    requirements: ['RFR-12'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      const subject = registry.newImage().descriptor;
      const artifact = artifactOf({ artifactType, subject });
      await repository.pushManifest(artifact);
      const answer = await repository.get(`referrers/${subject.digest}?artifactType=`);
      assert.deepEqual(digestsOf(...entriesOf(answer)), digestsOf(artifact));
      assert.ok(!answer.rawHeaders.some((name) => name.toLowerCase() === 'oci-filters-applied'));
    },
  },
  {
    id: 'plus',
    title: 'reads a plus sign in a type, encoded or not',
    requirements: ['RFR-12'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      const subject = registry.newImage().descriptor;
      const artifact = artifactOf({ artifactType: 'application/spdx+json', subject });
      await repository.pushManifest(artifact);
      for (const type of ['application/spdx+json', 'application%2Fspdx%2Bjson'])
        assert.deepEqual(await listReferrers(repository, subject.digest, `?artifactType=${type}`), digestsOf(artifact));
    },
  },
  {
    id: 'strange-type',
    title: 'finds nothing or refuses, and never breaks, for a type that is long or has line breaks in it',
    requirements: ['RFR-12', 'BAD-094'],
    strength: 'should',
    async run(registry) {
      const repository = registry.newRepository();
      const { digest } = registry.newBlob();
      for (const type of ['x'.repeat(10_000), 'a%0d%0aSet-Cookie:%20a=b', '%00', '%ff', "'%20OR%201=1"]) {
        const answer = await repository.get(`referrers/${digest}?artifactType=${type}`);
        if (answer.status === 200) assert.deepEqual(entriesOf(answer), []);
        else expectRefusal(answer, [400, 414, 431]);
        assert.ok(!answer.rawHeaders.some((name) => name.toLowerCase() === 'set-cookie'));
      }
    },
  },
];

/** Lists of referrers of one type (RFR-12, RFR-13). */
export const referrerFilterCases = casesOf('referrers', cases, ['referrers']);
