import type { IncomingMessage, Server } from 'node:http';
import { Socket, type SocketConstructorOpts } from 'node:net';
import { Server as TlsServer } from 'node:tls';
import { takesTurns } from './request-turns.js';

/** What a body reads at once, alone; bodies that arrive in this process at the same time share it. */
const sharedBytes = 1024 * 1024;
/** As much as Node reads by itself. */
const leastBytes = 64 * 1024;

/** What Node does not document of a connection that a server accepted: its end in the system. */
interface AcceptedSocket extends Socket {
  _handle?: { readonly useUserBuffer?: unknown } | null;
}

const reading = Symbol('reading');
type LargeReading = Socket & { [reading]?: { isInBody: boolean } };

let bodies = 0;
let memory: Buffer | undefined;

/**
 * Lets large bodies arrive in pieces of up to 1 MiB. Node reads 64 KiB at a time from what a server accepts, and what it
 * does for each piece costs half as much as SHA-256. Its own way to larger reads, `onread` of `net.Socket`, is documented
 * for connections that are opened, not for accepted ones: where a version of Node lacks what this takes, connections stay
 * as they are. Connections over TLS also stay as they are.
 */
export function offerLargeReads(server: Server): void {
  if (server instanceof TlsServer) return;
  const emit: (event: string, ...values: unknown[]) => boolean = server.emit.bind(server);
  server.emit = (event: string, ...values: unknown[]) =>
    event === 'connection' ? emit(event, takeOver(values[0] as AcceptedSocket)) : emit(event, ...values);
}

/** Reads what is still to come of a body in large pieces, until the function that this returns is called. */
export function beginLargeReads({ socket }: IncomingMessage): () => void {
  const connection = (socket as LargeReading)[reading];
  if (connection === undefined) return () => {};
  bodies += 1;
  connection.isInBody = true;
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
    buffer: () => lendMemory(connection.isInBody),
    callback: (length: number, lent: Uint8Array) => pass(socket, lent.subarray(0, length)),
  };
  const socket: LargeReading = new Socket({ handle, allowHalfOpen: true, onread } as SocketConstructorOpts);
  socket[reading] = connection;
  accepted._handle = null;
  // The server counts those that it accepted, and waits for them when it stops.
  socket.once('close', () => accepted.destroy());
  return socket;
}

/** The parser of Node copies what it takes, and what waits for its turn is copied; nobody else knows that this is lent. */
function pass(socket: Socket, lent: Uint8Array): boolean {
  if (!takesTurns(socket)) return socket.push(Buffer.from(lent));
  socket.emit('data', lent);
  return true;
}

/** All connections read into the same memory: what they read is passed on before anything else is read. */
function lendMemory(isInBody: boolean): Uint8Array {
  memory ??= Buffer.allocUnsafeSlow(sharedBytes);
  return memory.subarray(0, isInBody ? Math.max(leastBytes, sharedBytes / Math.max(1, bodies)) : leastBytes);
}
