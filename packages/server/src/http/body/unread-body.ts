import type { IncomingMessage } from 'node:http';
import { awaitsContinue } from './expect-continue.js';

/** After the answer, Node itself reads unread bytes up to this number, and keeps the connection. */
const shortRest = 64 * 1024;

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
