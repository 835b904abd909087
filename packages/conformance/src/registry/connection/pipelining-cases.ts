import assert from 'node:assert/strict';
import { expectBody, expectStatus } from '../expect.js';
import { type Answer, header } from '../http/answer.js';
import type { RawConnection } from '../http/raw-connection.js';
import { casesOf, type RegistryCase } from '../registry-case.js';

async function nextAnswer(connection: RawConnection, method: string): Promise<Answer> {
  return (await connection.answer(method)) ?? assert.fail(`the registry answers the ${method}`);
}

const cases: readonly RegistryCase[] = [
  {
    id: 'pipelined-push',
    title: 'answers a pull that is pipelined after a push with the pushed content (RFC 9112 §9.3.2)',
    requirements: ['HTTP-01'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const images = [registry.newImage(), registry.newImage()];
      for (const blob of images.flatMap(({ blobs }) => blobs)) await repository.pushBlob(blob);
      const target = repository.path('manifests/v1');
      const requests: (string | Uint8Array)[] = [];
      for (const { mediaType, bytes } of images) {
        const fields = [`Content-Type: ${mediaType}`, `Content-Length: ${bytes.length}`];
        requests.push(await registry.requestHead('PUT', target, ...fields), bytes);
        requests.push(await registry.requestHead('GET', target, `Accept: ${mediaType}`));
      }
      const connection = await registry.openConnection();
      await connection.write(Buffer.concat(requests.map((part) => Buffer.from(part))));
      for (const { bytes } of images) {
        expectStatus(await nextAnswer(connection, 'PUT'), 201);
        expectBody(await nextAnswer(connection, 'GET'), bytes);
      }
    },
  },
  {
    id: 'pipelined-upload',
    title: 'appends pipelined chunks of an upload in their order',
    requirements: ['HTTP-01', 'CHNK-09'],
    // The status is asked for at the old location, which a registry may refuse.
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(3000);
      const { pathname, search } = new URL(await repository.startUpload());
      const target = `${pathname}${search}`;
      const connection = await registry.openConnection();
      const head = await registry.requestHead('PATCH', target, 'Transfer-Encoding: chunked');
      const status = await registry.requestHead('GET', target);
      const chunk = Buffer.concat([Buffer.from('bb8\r\n'), Buffer.from(blob.bytes), Buffer.from('\r\n0\r\n\r\n')]);
      await connection.write(Buffer.concat([Buffer.from(head), chunk, Buffer.from(status)]));
      expectStatus(await nextAnswer(connection, 'PATCH'), 202);
      const answer = await nextAnswer(connection, 'GET');
      expectStatus(answer, 204);
      assert.equal(header(answer, 'range'), '0-2999');
    },
  },
  {
    id: 'pipelined-pulls',
    title: 'answers five hundred pipelined pulls in their order',
    requirements: ['HTTP-01'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const images = [registry.newImage(), registry.newImage(), registry.newImage()];
      const pulls = await Promise.all(
        images.map(async (image, index) => {
          await repository.pushManifest(image, `v${index}`);
          return registry.requestHead('GET', repository.path(`manifests/v${index}`), `Accept: ${image.mediaType}`);
        }),
      );
      const connection = await registry.openConnection();
      const order = Array.from({ length: 500 }, (_, index) => index % images.length);
      await connection.write(order.map((index) => pulls[index]).join(''));
      for (const index of order) {
        const answer = await nextAnswer(connection, 'GET');
        expectBody(answer, images[index]?.bytes ?? assert.fail());
      }
    },
  },
];

/** Pipelined requests: each is sent before the response to the one before. */
export const pipeliningCases = casesOf('connection', cases);
