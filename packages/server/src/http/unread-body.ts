import type { IncomingMessage, ServerResponse } from 'node:http';
import { awaitsContinue } from './expect-continue.js';

/** Node itself reads a rest of up to this size after the answer, and keeps the connection. */
const shortRest = 64 * 1024;
/** The longest chunk that a store on S3 asks for: a client that sends one to a wrong offset must still read its answer. */
const drainBytes = 64 * 1024 * 1024;
/** The limits of a pause, and of the whole drain. */
const quietMilliseconds = 5_000;
const drainMilliseconds = 60_000;
/** The limit of the drain for a client that was refused because it is too slow. */
const slowMilliseconds = 1_000;

/** Whether a request has a body at all. */
export function hasBody(request: IncomingMessage): boolean {
  return request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
}

/** Whether the client is still sending, so that an answer now has to end the connection. */
export function hasUnreadBody(request: IncomingMessage): boolean {
  if (request.complete || !hasBody(request)) return false;
  if (awaitsContinue(request) || request.headers['transfer-encoding'] !== undefined) return true;
  return Number(request.headers['content-length']) > shortRest;
}

const draining = new WeakSet<ServerResponse>();

/** Whether a response has been written completely, and its connection ends when the client stops sending. */
export function isDraining(response: ServerResponse): boolean {
  return draining.has(response);
}

/** Takes in a bounded part of what a client still sends: a reset would reach it before the answer does. */
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
