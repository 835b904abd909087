import type { IncomingMessage, ServerResponse } from 'node:http';

/** The largest chunk that the S3 store prefers: a client that sends one at a wrong offset must still read its answer. */
const drainBytes = 64 * 1024 * 1024;
/** The limits of a pause, and of the whole drain. */
const quietMilliseconds = 5_000;
const drainMilliseconds = 60_000;
/** The limit of the drain for a client that was refused because it is too slow. */
const slowMilliseconds = 1_000;

const draining = new WeakSet<ServerResponse>();

/** Whether a response has been written completely, and its connection ends when the client stops sending. */
export function isDraining(response: ServerResponse): boolean {
  return draining.has(response);
}

/** Reads and drops a limited part of the rest of a body: a reset could reach the client before the answer does. */
export function drainBody(request: IncomingMessage, response: ServerResponse): void {
  draining.add(response);
  let received = 0;
  const finish = () => {
    clearTimeout(quiet);
    clearTimeout(limit);
    request.off('data', count).off('end', finish).off('close', finish);
    request.pause();
    response.end();
  };
  const count = (chunk: Uint8Array) => {
    received += chunk.byteLength;
    quiet.refresh();
    if (received > drainBytes) finish();
  };
  const quiet = setTimeout(finish, quietMilliseconds).unref();
  const limit = setTimeout(finish, response.statusCode === 408 ? slowMilliseconds : drainMilliseconds).unref();
  request.on('data', count).once('end', finish).once('close', finish);
  request.resume();
}
