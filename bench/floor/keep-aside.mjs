// Keeps a body on a second thread, to which the memory of each chunk is handed over. This module is the thread, too.
import { createHash } from 'node:crypto';
import { on } from 'node:events';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { keep } from './keep.mjs';

const mostAhead = 64;

const idle = [];

/** A thread has one body at a time. */
export async function keepAside(body, path) {
  const thread = idle.pop() ?? new Worker(new URL(import.meta.url));
  let ahead = 0;
  let goOn = () => undefined;
  const kept = new Promise((resolve) => {
    thread.on('message', function take(message) {
      if (message === 'taken') {
        ahead -= 1;
        return goOn();
      }
      thread.off('message', take);
      resolve();
    });
  });
  thread.postMessage({ path });
  for await (const { buffer, byteOffset, byteLength } of body) {
    thread.postMessage({ buffer, byteOffset, byteLength }, [buffer]);
    ahead += 1;
    if (ahead < mostAhead) continue;
    await new Promise((resolve) => {
      goOn = resolve;
    });
  }
  thread.postMessage({});
  await kept;
  idle.push(thread);
}

if (!isMainThread) {
  const messages = on(parentPort, 'message');
  for (;;) {
    const { path } = await nextOf(messages);
    await keep(chunksOf(messages), path, createHash('sha256'));
    parentPort.postMessage('kept');
  }
}

async function* chunksOf(messages) {
  for (;;) {
    const { buffer, byteOffset, byteLength } = await nextOf(messages);
    if (buffer === undefined) return;
    yield new Uint8Array(buffer, byteOffset, byteLength);
    parentPort.postMessage('taken');
  }
}

async function nextOf(messages) {
  const { value } = await messages.next();
  return value[0];
}
