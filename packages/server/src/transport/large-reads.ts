import type { IncomingMessage, Server } from 'node:http';
import { Socket, type SocketConstructorOpts } from 'node:net';
import { Server as TlsServer } from 'node:tls';
import { comesInSmallChunks, takesTurns } from './request-turns.js';

/** Bytes of one read. All bodies that arrive in this process at the same time share them. */
const sharedBytes = 1024 * 1024;
/** As much as Node reads by itself. */
const leastBytes = 64 * 1024;

/** An accepted socket with its libuv handle, which Node does not document. */
interface AcceptedSocket extends Socket {
  _handle?: { readonly useUserBuffer?: unknown } | null;
}

const reading = Symbol('reading');
type LargeReading = Socket & { [reading]?: { isInBody: boolean } };

let bodies = 0;
let memory: Buffer | undefined;
/** The part of the memory for all reads but large ones. */
let smallMemory: Buffer | undefined;

/**
 * Lets large bodies arrive in pieces of up to 1 MiB. By default Node reads 64 KiB at a time, and its work for each piece
 * costs half as much as SHA-256. Node documents larger reads (`onread` of `net.Socket`) only for connections that it opens,
 * not for accepted ones. If a version of Node lacks the handle that this needs, its connections stay unchanged. So do
 * connections over TLS.
 */
export function offerLargeReads(server: Server): void {
  if (server instanceof TlsServer) return;
  const emit: (event: string, ...values: unknown[]) => boolean = server.emit.bind(server);
  server.emit = (event: string, ...values: unknown[]) =>
    event === 'connection' ? emit(event, takeOver(values[0] as AcceptedSocket)) : emit(event, ...values);
}

/** Reads the rest of a body in large pieces, until the returned function is called. */
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
    buffer: () => lendMemory(connection.isInBody && !comesInSmallChunks(socket)),
    callback: (length: number, lent: Uint8Array) => pass(socket, lent.subarray(0, length)),
  };
  const socket: LargeReading = new Socket({ handle, allowHalfOpen: true, onread } as SocketConstructorOpts);
  socket[reading] = connection;
  accepted._handle = null;
  // The server counts the sockets that it accepted, and waits for them when it stops.
  socket.once('close', () => accepted.destroy());
  return socket;
}

/** Passes on shared memory. Node's parser and `RequestTurns` copy what they keep; for any other listener it is copied here. */
function pass(socket: Socket, lent: Uint8Array): boolean {
  if (!takesTurns(socket)) return socket.push(Buffer.from(lent));
  socket.emit('data', lent);
  return true;
}

/** All connections read into the same memory: each read is passed on before the next one. */
function lendMemory(isLarge: boolean): Uint8Array {
  memory ??= Buffer.allocUnsafeSlow(sharedBytes);
  smallMemory ??= memory.subarray(0, leastBytes);
  return isLarge ? memory.subarray(0, Math.max(leastBytes, sharedBytes / Math.max(1, bodies))) : smallMemory;
}
