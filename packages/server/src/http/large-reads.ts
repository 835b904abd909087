import type { IncomingMessage, Server } from 'node:http';
import { Socket, type SocketConstructorOpts } from 'node:net';
import { Server as TlsServer } from 'node:tls';

/** What a body reads at once, alone; those that arrive in this process at the same time share it, for each holds a few. */
const sharedBytes = 1024 * 1024;
/** As much as Node reads by itself. */
const leastBytes = 64 * 1024;

/** What Node does not document of a connection that a server accepted: its end in the system. */
interface AcceptedSocket extends Socket {
  _handle?: { readonly useUserBuffer?: unknown } | null;
}

/** The connections that can read much at once, and whether they do. */
const connections = new WeakMap<Socket, { isInBody: boolean }>();
let bodies = 0;
let memory: Buffer | undefined;

/**
 * Lets large bodies arrive in pieces of up to 1 MiB. Node reads 64 KiB at a time from what a server accepts, and what it
 * does for each piece costs half as much as SHA-256. Its own way to larger reads, `onread` of `net.Socket`, is documented
 * for connections that are opened, not for accepted ones: where a version of Node lacks what this takes, connections stay
 * as they are. Those over TLS stay so anyhow.
 */
export function offerLargeReads(server: Server): void {
  if (server instanceof TlsServer) return;
  const emit: (event: string, ...values: unknown[]) => boolean = server.emit.bind(server);
  server.emit = (event: string, ...values: unknown[]) =>
    event === 'connection' ? emit(event, takeOver(values[0] as AcceptedSocket)) : emit(event, ...values);
}

/** Reads what is still to come of a body in large pieces, until the function that this gives is called. */
export function beginLargeReads({ socket }: IncomingMessage): () => void {
  const connection = connections.get(socket);
  if (connection === undefined) return ignore;
  bodies += 1;
  connection.isInBody = true;
  // Node's HTTP server has a connection read past its socket until somebody listens.
  socket.on('data', ignore).off('data', ignore);
  return () => {
    bodies -= 1;
    connection.isInBody = false;
  };
}

function takeOver(accepted: AcceptedSocket): Socket {
  const handle = accepted._handle;
  if (typeof handle?.useUserBuffer !== 'function') return accepted;
  const connection = { isInBody: false };
  const onread = {
    buffer: lendMemory,
    callback(length: number, lent: Uint8Array): boolean {
      const bytes = lent.subarray(0, length);
      if (!connection.isInBody) return socket.push(Buffer.from(bytes));
      // Now only Node's parser listens, and it copies what it takes.
      return socket.emit('data', bytes);
    },
  };
  const socket = new Socket({ handle, allowHalfOpen: true, onread } as SocketConstructorOpts);
  connections.set(socket, connection);
  accepted._handle = null;
  // The server counts those that it accepted, and waits for them when it stops.
  socket.once('close', () => accepted.destroy());
  return socket;
}

/** All connections read into the same memory: what they read is copied before anything else happens. */
function lendMemory(): Uint8Array {
  memory ??= Buffer.allocUnsafeSlow(sharedBytes);
  return memory.subarray(0, Math.max(leastBytes, sharedBytes / Math.max(1, bodies)));
}

function ignore(): void {}
