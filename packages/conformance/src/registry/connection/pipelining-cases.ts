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
      const image = registry.newImage();
      for (const blob of image.blobs) await repository.pushBlob(blob);
      const target = repository.path('manifests/v1');
      const fields = [`Content-Type: ${image.mediaType}`, `Content-Length: ${image.bytes.length}`];
      const push = Buffer.concat([
        Buffer.from(await registry.requestHead('PUT', target, ...fields)),
        Buffer.from(image.bytes),
      ]);
      const pull = Buffer.from(await registry.requestHead('GET', target, `Accept: ${image.mediaType}`));
      const removal = Buffer.from(await registry.requestHead('DELETE', target));
      const connection = await registry.openConnection();
      await connection.write(Buffer.concat([push, pull, removal, pull]));
      expectStatus(await nextAnswer(connection, 'PUT'), 201);
      expectBody(await nextAnswer(connection, 'GET'), image.bytes);
      expectStatus(await nextAnswer(connection, 'DELETE'), 202);
      expectStatus(await nextAnswer(connection, 'GET'), 404);
    },
  },
  {
    id: 'pipelined-upload',
    title: 'appends pipelined chunks of an upload in their order',
    requirements: ['HTTP-01', 'CHNK-09'],
    strength: 'must',
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
    requirements: ['HTTP-01', 'PULL-15'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const blobs = [registry.newBlob(5000), registry.newBlob(100), registry.newBlob(1)] as const;
      for (const blob of blobs) await repository.pushBlob(blob);
      const heads = await Promise.all(
        blobs.map(({ digest }) => registry.requestHead('GET', repository.path(`blobs/${digest}`))),
      );
      const connection = await registry.openConnection();
      const order = Array.from({ length: 500 }, (_, index) => index % blobs.length);
      await connection.write(order.map((index) => heads[index]).join(''));
      for (const index of order)
        expectBody(await nextAnswer(connection, 'GET'), blobs[index]?.bytes ?? Buffer.alloc(0));
    },
  },
];

/** Pipelined requests: each is sent before the response to the one before. */
export const pipeliningCases = casesOf('connection', cases);
