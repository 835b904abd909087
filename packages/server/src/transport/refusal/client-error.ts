import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { isDraining } from '../drain-body.js';
import { endConnection } from './end-connection.js';
import { refuseOnSocket } from './refuse-on-socket.js';
import { isPlainHttp, isTlsHandshake, noteTlsClient, refusePlainHttp } from './wrong-protocol.js';

/** Node keeps the response in progress on the socket. Its own handler of client errors reads it too. */
type AnsweringSocket = Socket & { _httpMessage?: ServerResponse | null };

const answers: Readonly<Record<string, readonly [status: string, message: string]>> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'the head of the request is too long'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'the head of the request took too long'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: ['413 Payload Too Large', 'the chunk extensions are too long'],
  ERR_TOO_MANY_CHUNKS: ['400 Bad Request', 'the body comes in too many chunks for its size'],
};
const malformed = ['400 Bad Request', 'the request is not HTTP/1.1'] as const;

/** Answers a request that Node could not parse, if the connection still accepts an answer. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (isPlainHttp(error)) {
    refusePlainHttp(socket);
    return;
  }
  const response = (socket as AnsweringSocket)._httpMessage;
  if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy();
  else if (response?.headersSent !== true) refuse(error, socket);
  else if (isDraining(response)) endConnection(socket);
  else socket.destroy();
}

function refuse(error: Error & { code?: string }, socket: Socket): void {
  if (isTlsHandshake(error)) noteTlsClient(socket);
  const [status, message] = answers[error.code ?? ''] ?? malformed;
  refuseOnSocket(socket, status, message);
}
