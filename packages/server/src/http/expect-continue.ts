import type { IncomingMessage, Server, ServerResponse } from 'node:http';

const awaiting = new WeakSet<IncomingMessage>();

/** Whether a client waits for a word before it sends its body. */
export function awaitsContinue(request: IncomingMessage): boolean {
  return awaiting.has(request);
}

/** Tells a client that waits to go on, once somebody wants its body. */
export function sendContinue(request: IncomingMessage, response: ServerResponse): void {
  if (awaiting.delete(request)) response.writeContinue();
}

/**
 * Holds the `100 Continue` back until a body is wanted, so that a refusal can come first. Whatever else a
 * client expects is refused (RFC 9110 §10.1.1).
 */
export function holdContinue(server: Server): void {
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    awaiting.add(request);
    server.emit('request', request, response);
  });
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    const body = JSON.stringify({
      errors: [{ code: 'UNSUPPORTED', message: 'the only expectation that is met is 100-continue' }],
    });
    response.writeHead(417, { 'Content-Type': 'application/json', Connection: 'close' }).end(body);
  });
}
