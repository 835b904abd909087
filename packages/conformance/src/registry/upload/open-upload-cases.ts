import assert from 'node:assert/strict';
import { expectHeader, expectStatus } from '../expect.js';
import { casesOf, type RegistryCase } from '../registry-case.js';
import { locationOf } from '../repository-under-test.js';
import { expectSessionFields } from './expect-upload.js';

const cases: readonly RegistryCase[] = [
  {
    id: 'post',
    title: 'opens an upload with 202 and its Location',
    requirements: ['CAT-02', 'CAT-03', 'MONO-01', 'MONO-02'],
    strength: 'must',
    async run(registry) {
      const answer = await registry.newRepository().postUpload();
      expectStatus(answer, 202);
      expectHeader(answer, 'location');
    },
  },
  {
    id: 'unique-sessions',
    title: 'gives each upload a session of its own, with a UUID in its Location',
    requirements: ['MONO-03'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const [first, second] = [await repository.startUpload(), await repository.startUpload()];
      assert.notEqual(first, second);
      for (const location of [first, second])
        assert.match(location, /[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}/i);
    },
  },
  {
    id: 'post-fields',
    title: 'says on opening that nothing is there yet, and which session it is',
    requirements: ['LEG-03', 'CLI-03'],
    strength: 'choice',
    async run(registry) {
      expectSessionFields(await registry.newRepository().postUpload(), '0-0');
    },
  },
  {
    id: 'relative-location',
    needs: ['relative-location'],
    title: 'gives Location as a path of unreserved characters, so that no proxy makes it wrong',
    requirements: ['MONO-05', 'LEG-08', 'CLI-04'],
    strength: 'choice',
    async run(registry) {
      const answer = await registry.newRepository().postUpload();
      expectHeader(answer, 'location', /^\/v2\/[A-Za-z0-9._~/-]+(?:\?[A-Za-z0-9._~=&-]*)?$/);
      assert.doesNotMatch(expectHeader(answer, 'location'), /[?&]digest=/);
    },
  },
  {
    id: 'without-slash',
    title: 'opens an upload at a path without its final slash',
    requirements: ['LEG-11'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      const answer = await repository.send('POST', 'blobs/uploads', { body: '' });
      expectStatus(answer, 202);
      const blob = registry.newBlob();
      expectStatus(await repository.closeUpload(locationOf(answer), blob.digest, { body: blob.bytes }), 201);
    },
  },
  {
    id: 'without-length',
    title: 'opens an upload by a POST that says nothing of its length',
    requirements: ['MONO-13'],
    strength: 'must',
    async run(registry) {
      const connection = await registry.openConnection();
      await connection.write(await registry.requestHead('POST', registry.newRepository().path('blobs/uploads/')));
      const answer = await connection.answer('POST');
      assert.ok(answer, 'the registry answers');
      expectStatus(answer, 202);
    },
  },
  {
    id: 'with-json-type',
    title: 'opens an upload by a POST without a body that calls itself JSON, as crane does',
    requirements: ['MONO-01', 'CLI-08'],
    strength: 'should',
    async run(registry) {
      const headers = { 'content-type': 'application/json' };
      expectStatus(await registry.newRepository().postUpload('', { headers, body: '' }), 202);
    },
  },
  {
    id: 'unknown-query',
    title: 'opens an upload with unknown query parameters',
    requirements: ['HTTP-01', 'MNT-06'],
    strength: 'should',
    async run(registry) {
      expectStatus(await registry.newRepository().postUpload('?origin=docker.io&x='), 202);
    },
  },
  {
    id: 'existing-blob',
    title: 'opens and closes an upload of a blob that the repository has already',
    requirements: ['MONO-01', 'MONO-09', 'CLI-03'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob();
      await repository.pushBlob(blob);
      await repository.pushBlob(blob);
      expectStatus(await repository.head(`blobs/${blob.digest}`), 200);
    },
  },
  {
    id: 'minimum-chunk',
    title: 'gives a minimum length of chunks, if it has one, as a number of bytes',
    requirements: ['CHNK-04'],
    strength: 'should',
    async run(registry) {
      const answer = await registry.newRepository().postUpload();
      expectStatus(answer, 202);
      if (answer.rawHeaders.some((name) => name.toLowerCase() === 'oci-chunk-min-length'))
        expectHeader(answer, 'oci-chunk-min-length', /^[1-9]\d*$/);
    },
  },
];

/** Opening an upload session (end-4a). */
export const openUploadCases = casesOf('upload', cases);
