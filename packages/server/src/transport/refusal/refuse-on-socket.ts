import type { Duplex } from 'node:stream';
import { endConnection } from './end-connection.js';

/** Writes an error response to a socket for which Node has no `ServerResponse`, and closes the connection. */
export function refuseOnSocket(socket: Duplex, status: string, message: string, ...fields: readonly string[]): void {
  const body = JSON.stringify({ errors: [{ code: 'UNSUPPORTED', message }] });
  const head = [
    `HTTP/1.1 ${status}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    ...fields,
  ];
  endConnection(socket, `${head.join('\r\n')}\r\n\r\n${body}`);
}
