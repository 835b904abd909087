import assert from 'node:assert/strict';
import { expectBody, expectError, expectHeader, expectRefusal, expectStatus } from '../expect.js';
import { type Answer, header } from '../http/answer.js';
import { expectNoManifest, prepareImage } from '../manifest/push-manifest-cases.js';
import { casesOf, type RegistryCase } from '../registry-case.js';

/** The tags that the registry says it set, in one field or in several lines (TAGP-04). */
function tagsOf(answer: Answer): string[] {
  return (header(answer, 'oci-tag') ?? '').split(',').map((tag) => tag.trim());
}

const query = (tags: readonly string[]) => `?${tags.map((tag) => `tag=${tag}`).join('&')}`;

const numbered = (count: number) => Array.from({ length: count }, (_, n) => `tag-${n}`);

const cases: readonly RegistryCase[] = [
  {
    id: 'two',
    title: 'sets two tags by one push, and names both',
    requirements: ['TAGP-01', 'TAGP-04'],
    strength: 'must',
    async run(registry) {
      const { repository, image } = await prepareImage(registry);
      const answer = await repository.putManifest(image, `${image.digest}${query(['v1', 'latest'])}`);
      expectStatus(answer, 201);
      assert.deepEqual(tagsOf(answer).sort(), ['latest', 'v1']);
      for (const tag of ['v1', 'latest']) expectBody(await repository.get(`manifests/${tag}`), image.bytes);
    },
  },
  {
    id: 'ten',
    title: 'sets ten tags by one push',
    requirements: ['TAGP-02', 'BAD-023'],
    strength: 'should',
    async run(registry) {
      const { repository, image } = await prepareImage(registry);
      const answer = await repository.putManifest(image, `${image.digest}${query(numbered(10))}`);
      expectStatus(answer, 201);
      assert.deepEqual(tagsOf(answer).sort(), numbered(10));
      const list = await repository.get('tags/list');
      assert.deepEqual(JSON.parse(list.body.toString()).tags, numbered(10));
    },
  },
  {
    id: 'moves',
    title: 'moves tags that are there already',
    requirements: ['TAGP-01'],
    strength: 'must',
    async run(registry) {
      const { repository, image } = await prepareImage(registry);
      await repository.pushManifest(registry.newImage(), 'latest');
      expectStatus(await repository.putManifest(image, `${image.digest}?tag=latest`), 201);
      expectHeader(await repository.head('manifests/latest'), 'docker-content-digest', image.digest);
    },
  },
  {
    id: 'repeated',
    title: 'sets a tag once that is asked for twice',
    requirements: ['TAGP-01', 'TAGP-04'],
    strength: 'choice',
    async run(registry) {
      const { repository, image } = await prepareImage(registry);
      const answer = await repository.putManifest(image, `${image.digest}${query(['v1', 'v1'])}`);
      expectStatus(answer, 201);
      assert.deepEqual(tagsOf(answer), ['v1']);
    },
  },
  {
    id: 'sha512',
    title: 'answers by tag with the sha512 digest under which the manifest was pushed',
    requirements: ['TAGP-06'],
    strength: 'must',
    needs: ['sha512'],
    async run(registry) {
      const repository = registry.newRepository();
      const image = registry.newImage({ algorithm: 'sha512' });
      for (const blob of image.blobs) await repository.pushBlob(blob);
      expectStatus(await repository.putManifest(image, `${image.digest}${query(['v1', 'v2'])}`), 201);
      for (const tag of ['v1', 'v2']) {
        expectHeader(await repository.head(`manifests/${tag}`), 'docker-content-digest', image.digest);
        expectHeader(await repository.get(`manifests/${tag}`), 'docker-content-digest', image.digest);
      }
    },
  },
  {
    id: 'bad-tag',
    title: 'sets none of the tags if one of them is invalid',
    requirements: ['TAGP-01', 'REF-04', 'ERR-03', 'BAD-023'],
    strength: 'choice',
    async run(registry) {
      const { repository, image } = await prepareImage(registry);
      const answer = await repository.putManifest(image, `${image.digest}${query(['good', '-bad'])}`);
      expectError(answer, 400, 'MANIFEST_INVALID');
      await expectNoManifest(repository, 'good', image.digest);
    },
  },
  {
    id: 'with-tag',
    title: 'refuses the parameter on a push by tag',
    requirements: ['TAGP-01', 'ERR-03'],
    strength: 'choice',
    async run(registry) {
      const { repository, image } = await prepareImage(registry);
      expectError(await repository.putManifest(image, 'v1?tag=v2'), 400, 'UNSUPPORTED');
      await expectNoManifest(repository, 'v1', 'v2');
    },
  },
  {
    id: 'small-answer',
    title:
      'names exactly the tags that it sets, within 4 KiB and 100 header fields, which every client and proxy accepts',
    requirements: ['TAGP-03', 'TAGP-04', 'CLI-08'],
    strength: 'choice',
    async run(registry) {
      for (const [count, length] of [
        [100, 12],
        [40, 128],
        [16, 128],
      ] as const) {
        const { repository, image } = await prepareImage(registry);
        const tags = numbered(count).map((tag) => tag.padEnd(length, '-'));
        const answer = await repository.putManifest(image, `${image.digest}${query(tags)}`);
        const { rawHeaders } = answer;
        assert.ok(rawHeaders.length / 2 <= 100, `${rawHeaders.length / 2} header fields`);
        const bytes = rawHeaders.reduce((sum, text) => sum + text.length + 2, 0);
        assert.ok(bytes <= 4000, `${bytes} bytes of header fields`);
        if (answer.status === 201) {
          const set = tagsOf(answer);
          assert.ok(set.length >= 10, `${set.length} tags set`);
          const list = await repository.get('tags/list');
          assert.deepEqual([...set].sort(), [...JSON.parse(list.body.toString()).tags].sort());
        } else {
          expectRefusal(answer, [414, 431]);
          await expectNoManifest(repository, image.digest);
        }
      }
    },
  },
  {
    id: 'too-many',
    title: 'refuses 500 tags at once with 414, and sets none',
    requirements: ['TAGP-03', 'BAD-023'],
    strength: 'choice',
    needs: ['tag-limit'],
    async run(registry) {
      const { repository, image } = await prepareImage(registry);
      expectRefusal(await repository.putManifest(image, `${image.digest}${query(numbered(500))}`), [414, 431]);
      await expectNoManifest(repository, 'tag-0', 'tag-499');
    },
  },
];

/** Several tags by one push (end-7b). */
export const tagParameterCases = casesOf('tag-parameter', cases, ['tag-parameter']);
