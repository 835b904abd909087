import assert from 'node:assert/strict';
import type { SampleBlob } from '../content/sample-blob.js';
import { expectBody, expectStatus } from '../expect.js';
import { header } from '../http/answer.js';
import { casesOf, type RegistryCase } from '../registry-case.js';
import type { RegistryContext } from '../registry-context.js';
import { locationOf, type RepositoryUnderTest, withQuery } from '../repository-under-test.js';
import { expectNoBlob } from './expect-upload.js';

const total = 300_000;
const sent = 200_000;

/** Sends the head of a request and only a part of its body, then breaks the connection off. */
async function breakOff(
  registry: RegistryContext,
  method: string,
  location: string,
  body: Uint8Array,
  ...fields: string[]
) {
  const { pathname, search } = new URL(location);
  const connection = await registry.openConnection();
  await connection.write(await registry.requestHead(method, `${pathname}${search}`, ...fields));
  await connection.write(body);
  await connection.destroy();
  // Nothing tells from outside that a registry has noticed: a few more requests give it the occasion.
  for (let asked = 0; asked < 20; asked++) await registry.http.send('GET', '/v2/');
}

interface Place {
  readonly offset: number;
  readonly location: string;
}

/** The offset that the session reports; `undefined` if the registry has ended the session, which it may. */
async function placeOf(repository: RepositoryUnderTest, location: string): Promise<Place | undefined> {
  const answer = await repository.http.send('GET', location);
  if (answer.status === 404) return undefined;
  expectStatus(answer, 204);
  const last = Number(/^0-(\d+)$/.exec(header(answer, 'range') ?? '')?.[1]);
  assert.ok(Number.isSafeInteger(last), 'the offset is told as 0-<last>');
  return { offset: last === 0 ? 0 : last + 1, location: locationOf(answer) };
}

const mostTries = 50;

/**
 * Goes on where the session says that it is, and expects that the blob comes out right. The registry may still be busy
 * with the end of what was broken off, so a 416 asks for the offset again.
 */
async function finish(registry: RegistryContext, repository: RepositoryUnderTest, location: string, blob: SampleBlob) {
  for (let tries = 0; tries < mostTries; tries++) {
    const place = await placeOf(repository, location);
    if (place === undefined) await repository.pushBlob(blob);
    else {
      assert.ok(place.offset <= sent, `the offset ${place.offset} is not above the ${sent} bytes that were sent`);
      const headers = { 'content-range': `${place.offset}-${total - 1}` };
      const closing = { body: blob.bytes.subarray(place.offset), headers };
      const answer = await repository.closeUpload(place.location, blob.digest, closing);
      if (answer.status === 416) continue;
      expectStatus(answer, 201);
    }
    return expectBody(await registry.http.send('GET', repository.path(`blobs/${blob.digest}`)), blob.bytes);
  }
  assert.fail(`the upload could not be continued in ${mostTries} tries`);
}

const cases: readonly RegistryCase[] = [
  {
    id: 'patch-with-length',
    title: 'tells the true offset after a PATCH that broke off, and the upload can be finished from there',
    requirements: ['STAT-01', 'CHNK-10', 'BAD-082'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(total);
      const location = await repository.startUpload();
      await breakOff(registry, 'PATCH', location, blob.bytes.subarray(0, sent), `Content-Length: ${total}`);
      await finish(registry, repository, location, blob);
    },
  },
  {
    id: 'patch-in-chunks',
    title: 'tells the true offset after a streamed PATCH that broke off within a chunk',
    requirements: ['STAT-01', 'CHNK-20', 'BAD-082'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(total);
      const location = await repository.startUpload();
      const body = Buffer.concat([Buffer.from(`${total.toString(16)}\r\n`), blob.bytes.subarray(0, sent)]);
      await breakOff(registry, 'PATCH', location, body, 'Transfer-Encoding: chunked');
      await finish(registry, repository, location, blob);
    },
  },
  {
    id: 'repeated',
    title: 'appends a PATCH once that broke off and is sent again to the same Location',
    requirements: ['CHNK-13', 'CHNK-20', 'STAT-01', 'BAD-082'],
    strength: 'choice',
    needs: ['upload-offset'],
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(total);
      const location = await repository.startUpload();
      const whole = Buffer.concat([Buffer.from(`${total.toString(16)}\r\n`), blob.bytes]);
      await breakOff(registry, 'PATCH', location, whole.subarray(0, sent), 'Transfer-Encoding: chunked');
      const again = await repository.patchUpload(location, blob.bytes);
      expectStatus(again, [202, 416]);
      // The registry may not have seen anything of the first request. Then the second one was whole.
      if (again.status === 416) await finish(registry, repository, location, blob);
      else expectStatus(await repository.closeUpload(locationOf(again), blob.digest), 201);
      expectBody(await repository.get(`blobs/${blob.digest}`), blob.bytes);
    },
  },
  {
    id: 'put',
    title: 'stores nothing by a closing PUT that broke off, and the blob can be pushed again',
    requirements: ['MONO-09', 'BAD-082'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(total);
      const location = await repository.startUpload();
      const target = withQuery(location, `digest=${blob.digest}`);
      await breakOff(registry, 'PUT', target, blob.bytes.subarray(0, sent), `Content-Length: ${total}`);
      await expectNoBlob(repository, blob.digest);
      await repository.pushBlob(blob);
      expectBody(await repository.get(`blobs/${blob.digest}`), blob.bytes);
    },
  },
  {
    id: 'put-of-a-prefix',
    title: 'stores nothing by a PUT that broke off exactly where its digest would have been right',
    requirements: ['MONO-11', 'BAD-082'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(sent);
      const target = withQuery(await repository.startUpload(), `digest=${blob.digest}`);
      await breakOff(registry, 'PUT', target, blob.bytes, `Content-Length: ${total}`);
      await placeOf(repository, target);
      await expectNoBlob(repository, blob.digest);
    },
  },
  {
    id: 'single-post',
    title: 'stores nothing by a single POST that broke off',
    requirements: ['POST-06', 'POST-07', 'BAD-082'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(sent);
      const target = new URL(repository.path(`blobs/uploads/?digest=${blob.digest}`), registry.http.origin).href;
      await breakOff(registry, 'POST', target, blob.bytes, `Content-Length: ${total}`);
      await expectNoBlob(repository, blob.digest);
      await repository.pushBlob(blob);
      expectBody(await repository.get(`blobs/${blob.digest}`), blob.bytes);
    },
  },
  {
    id: 'manifest',
    title: 'stores no manifest whose body broke off, though what came was one',
    requirements: ['MAN-08', 'BAD-030'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const image = registry.newImage();
      for (const blob of image.blobs) await repository.pushBlob(blob);
      const target = new URL(repository.path('manifests/v1'), registry.http.origin).href;
      const fields = [`Content-Length: ${image.size + 10}`, `Content-Type: ${image.mediaType}`];
      await breakOff(registry, 'PUT', target, image.bytes, ...fields);
      expectStatus(await repository.head('manifests/v1'), 404);
      expectStatus(await repository.head(`manifests/${image.digest}`), 404);
    },
  },
];

/** Bodies that end early: the upload has exactly the bytes that it acknowledges. */
export const brokenUploadCases = casesOf('broken-off', cases);
