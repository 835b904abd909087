import assert from 'node:assert/strict';
import { digestOf, mediaTypes } from '@lading/core';
import { clientCase } from './client-case.js';
import { artifact, bytesOf, someBytes } from './sample.js';
import { errorAnswer, type Habit, type ScriptedAnswer } from './scripted-registry.js';

const bytes = someBytes(5000);
const digest = digestOf(bytes);

/** Answers so the first times, and then as it should. */
function first(times: number, method: string, answer: ScriptedAnswer): Habit {
  let left = times;
  return (request) => {
    if (request.method !== method || left === 0) return undefined;
    left -= 1;
    return answer;
  };
}

export const retrying = [
  ...[408, 429, 500, 502, 503, 504].map((status) =>
    clientCase(`read-after-${status}`, `reads again after ${status}`, [], async ({ registry, client }) => {
      registry.putBlob(bytes);
      registry.learn(first(2, 'GET', errorAnswer(status, 'UNAVAILABLE')));
      assert.ok(bytes.equals(await client.readBlob(digest, bytes.length)));
      assert.equal(registry.asked('GET').length, 3);
    }),
  ),
  clientCase('retry-after-seconds', 'waits as long as Retry-After asks', ['HTTP-06'], async ({ registry, client }) => {
    registry.putBlob(bytes);
    registry.learn(first(1, 'GET', errorAnswer(429, 'TOOMANYREQUESTS', { 'retry-after': '1' })));
    const before = performance.now();
    await client.readBlob(digest, bytes.length);
    assert.ok(performance.now() - before >= 990);
  }),
  clientCase('retry-after-date', 'reads a Retry-After that is a date', ['HTTP-06'], async ({ registry, client }) => {
    registry.putBlob(bytes);
    registry.learn(
      first(1, 'GET', errorAnswer(503, 'UNAVAILABLE', { 'retry-after': new Date(Date.now() - 5000).toUTCString() })),
    );
    await client.readBlob(digest, bytes.length);
  }),
  clientCase(
    'retry-after-for-ever',
    'gives up where Retry-After asks for longer than anybody waits',
    ['HTTP-06'],
    async ({ registry, client }) => {
      registry.learn(() => errorAnswer(429, 'TOOMANYREQUESTS', { 'retry-after': '86400' }));
      await assert.rejects(client.readBlob(digest, bytes.length), /TOOMANYREQUESTS/);
      assert.equal(registry.requests.length, 1);
    },
  ),
  clientCase('never-available', 'gives up a registry that never gets well', [], async ({ registry, client }) => {
    registry.learn(() => errorAnswer(503, 'UNAVAILABLE'));
    await assert.rejects(client.readBlob(digest, bytes.length));
    assert.ok(registry.requests.length > 1 && registry.requests.length <= 10, `${registry.requests.length} requests`);
  }),
  ...[400, 401, 403, 404, 405, 410, 416, 451].map((status) =>
    clientCase(
      `no-second-read-after-${status}`,
      `does not ask again after ${status}`,
      [],
      async ({ registry, client }) => {
        registry.learn(() => errorAnswer(status, 'DENIED'));
        await assert.rejects(client.readBlob(digest, bytes.length));
        assert.equal(registry.requests.length, 1);
      },
    ),
  ),
  clientCase(
    'broken-connection',
    'asks again after a connection that broke before the answer',
    [],
    async ({ registry, client }) => {
      registry.putManifest(artifact(), 'v1');
      registry.learn(first(2, 'GET', { status: 200, cutAfter: -1 }));
      await client.readManifest('v1');
    },
  ),
  clientCase('push-after-503', 'pushes a blob through answers that say later', [], async ({ registry, client }) => {
    registry.learn(first(1, 'POST', errorAnswer(503, 'UNAVAILABLE')));
    registry.learn(first(1, 'PUT', errorAnswer(429, 'TOOMANYREQUESTS')));
    await client.pushBlob(bytes);
    assert.ok(registry.blobs.get(digest)?.equals(bytes));
  }),
  clientCase(
    'manifest-after-503',
    'pushes a manifest through answers that say later',
    [],
    async ({ registry, client }) => {
      registry.learn(first(2, 'PUT', errorAnswer(502, 'UNAVAILABLE')));
      await client.pushManifest(bytesOf(artifact()), mediaTypes.imageManifest, 'v1');
      assert.ok(registry.manifests.has('v1'));
    },
  ),
];
