// Keeps a body on a second thread, to which the memory of each chunk is transferred. This module is the thread, too.
import { createHash } from 'node:crypto';
import { on } from 'node:events';
import { isMainThread, type MessagePort, parentPort, Worker } from 'node:worker_threads';
import { keep } from './keep.js';

/** To the thread: first a path, then chunks, then neither. */
interface Message {
  readonly path?: string;
  readonly chunk?: { readonly buffer: ArrayBuffer; readonly byteOffset: number; readonly byteLength: number };
}

type Messages = AsyncIterator<[Message]>;

const mostAhead = 64;
const idle: Worker[] = [];

/** Keeps one body. A thread has one body at a time. */
export async function keepAside(body: AsyncIterable<Uint8Array>, path: string): Promise<void> {
  const thread = idle.pop() ?? new Worker(new URL(import.meta.url));
  let ahead = 0;
  let goOn: () => void = () => undefined;
  const kept = new Promise<void>((resolve) => {
    thread.on('message', function take(message: 'taken' | 'kept') {
      if (message === 'taken') {
        ahead -= 1;
        goOn();
        return;
      }
      thread.off('message', take);
      resolve();
    });
  });
  thread.postMessage({ path } satisfies Message);
  for await (const { buffer, byteOffset, byteLength } of body) {
    const chunk = { buffer: buffer as ArrayBuffer, byteOffset, byteLength };
    thread.postMessage({ chunk } satisfies Message, [chunk.buffer]);
    ahead += 1;
    if (ahead < mostAhead) continue;
    await new Promise<void>((resolve) => {
      goOn = resolve;
    });
  }
  thread.postMessage({} satisfies Message);
  await kept;
  idle.push(thread);
}

if (!isMainThread && parentPort !== null) await serve(parentPort);

async function serve(port: MessagePort): Promise<never> {
  const messages = on(port, 'message') as unknown as Messages;
  for (;;) {
    const { path = '' } = await nextOf(messages);
    await keep(chunksOf(messages, port), path, createHash('sha256'));
    port.postMessage('kept');
  }
}

async function* chunksOf(messages: Messages, port: MessagePort): AsyncGenerator<Uint8Array> {
  for (;;) {
    const { chunk } = await nextOf(messages);
    if (chunk === undefined) return;
    yield new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    port.postMessage('taken');
  }
}

async function nextOf(messages: Messages): Promise<Message> {
  const { value } = await messages.next();
  return (value as [Message])[0];
}
