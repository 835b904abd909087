import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { methodsOfRegistry } from '../http/registry-request.js';
import { refuseOnSocket } from './refuse-on-socket.js';

/** Answers `CONNECT` with 405: Node closes the connection without an answer where nobody listens for it. */
export function refuseTunnels(server: Server): void {
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    // The socket has left Node's server, and an error without a listener would end the process.
    socket.on('error', () => socket.destroy());
    refuseOnSocket(socket, '405 Method Not Allowed', 'this is not a proxy', `Allow: ${methodsOfRegistry}`);
  });
}
