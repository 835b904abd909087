import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { refuseOnSocket } from './refuse-on-socket.js';

/**
 * Answers `CONNECT` with 405. Without a listener, Node closes the connection without an answer.
 * @param methods the value of `Allow`
 */
export function refuseTunnels(server: Server, methods: string): void {
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    // Node's server no longer handles errors of this socket, and an unhandled one would end the process.
    socket.on('error', () => socket.destroy());
    refuseOnSocket(socket, '405 Method Not Allowed', 'this is not a proxy', `Allow: ${methods}`);
  });
}
