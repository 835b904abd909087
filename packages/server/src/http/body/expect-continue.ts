import type { IncomingMessage, Server, ServerResponse } from 'node:http';

const awaiting = new WeakSet<IncomingMessage>();

/** Whether a client waits for `100 Continue` before it sends its body. */
export function awaitsContinue(request: IncomingMessage): boolean {
  return awaiting.has(request);
}

/** Sends `100 Continue` to a client that waits for it, when its body is about to be read. */
export function sendContinue(request: IncomingMessage, response: ServerResponse): void {
  if (awaiting.delete(request)) response.writeContinue();
}

/**
 * Delays `100 Continue` until a body is read, so a request can be refused before that. Any other expectation is refused
 * (RFC 9110 §10.1.1).
 */
export function holdContinue(server: Server): void {
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    awaiting.add(request);
    server.emit('request', request, response);
  });
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    const body = JSON.stringify({
      errors: [{ code: 'UNSUPPORTED', message: 'the only supported expectation is 100-continue' }],
    });
    response.writeHead(417, { 'Content-Type': 'application/json', Connection: 'close' }).end(body);
  });
}
