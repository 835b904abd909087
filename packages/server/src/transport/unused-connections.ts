import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { Server as TlsServer } from 'node:tls';

/** Connections without a request so far. Node does not count them as idle, so a stop would wait for them. */
export class UnusedConnections {
  readonly #sockets = new Set<Socket>();

  constructor(server: Server) {
    const add = (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    };
    // Requests over TLS come on another socket than the connection that it runs on.
    server.on(server instanceof TlsServer ? 'secureConnection' : 'connection', add);
    server.on('request', ({ socket }) => this.#sockets.delete(socket));
  }

  /** Closes them. A client that wanted to use one connects again. */
  close(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
