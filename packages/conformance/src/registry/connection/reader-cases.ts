import assert from 'node:assert/strict';
import { blobOf } from '../content/sample-blob.js';
import { expectBody, expectStatus } from '../expect.js';
import { readAnswer } from '../http/answer.js';
import { casesOf, type RegistryCase } from '../registry-case.js';
import { withQuery } from '../repository-under-test.js';

const mebibyte = 1024 * 1024;

const cases: readonly RegistryCase[] = [
  {
    id: 'slow',
    title: 'serves others while one client does not read, and then gives that client the whole blob',
    requirements: ['PULL-15', 'PULL-17'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(20 * mebibyte);
      const image = registry.newImage();
      await repository.pushBlob(blob);
      await repository.pushManifest(image, 'v1');
      const target = repository.path(`blobs/${blob.digest}`);
      const unread = await registry.http.open('GET', target);
      for (let asked = 0; asked < 50; asked++) expectBody(await repository.get('manifests/v1'), image.bytes);
      expectBody(await readAnswer(unread, 'GET', target), blob.bytes);
    },
  },
  {
    id: 'vanishing',
    title: 'goes on serving after thirty clients hung up in the middle of a blob',
    requirements: ['PULL-15', 'CLI-02'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(4 * mebibyte);
      await repository.pushBlob(blob);
      for (let client = 0; client < 30; client++) {
        const answer = await registry.http.open('GET', repository.path(`blobs/${blob.digest}`));
        assert.equal(answer.statusCode, 200);
        answer.destroy();
      }
      expectBody(await repository.get(`blobs/${blob.digest}`), blob.bytes);
    },
  },
  {
    id: 'many-at-once',
    title: 'serves one blob to forty clients at once',
    requirements: ['PULL-15'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(mebibyte);
      await repository.pushBlob(blob);
      const pulls = Array.from({ length: 40 }, () => repository.get(`blobs/${blob.digest}`));
      for (const answer of await Promise.all(pulls)) expectBody(answer, blob.bytes);
    },
  },
  {
    id: 'large-blob',
    title: 'takes and serves a blob of 1 GiB without holding it',
    requirements: ['MONO-09', 'PULL-15'],
    strength: 'must',
    needs: ['large-blob'],
    timeoutMilliseconds: 600_000,
    async run(registry) {
      const repository = registry.newRepository();
      const upload = await repository.startUpload();
      const piece = registry.newBlob(16 * mebibyte).bytes;
      async function* gibibyte() {
        for (let sent = 0; sent < 64; sent++) yield piece;
      }
      const { createHash } = await import('node:crypto');
      const hash = createHash('sha256');
      for await (const bytes of gibibyte()) hash.update(bytes);
      const digest = `sha256:${hash.digest('hex')}`;
      const location = withQuery(upload, `digest=${digest}`);
      expectStatus(await registry.http.send('PUT', location, { body: gibibyte() }), 201);
      const pulled = createHash('sha256');
      for await (const bytes of await registry.http.open('GET', repository.path(`blobs/${digest}`)))
        pulled.update(bytes);
      assert.equal(`sha256:${pulled.digest('hex')}`, digest);
      assert.notEqual(digest, blobOf(piece).digest);
    },
  },
];

/** Clients that are slow, vanish, or come in numbers. */
export const readerCases = casesOf('reader', cases);
