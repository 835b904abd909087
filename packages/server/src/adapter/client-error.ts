import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { refuseOnSocket } from './refuse-on-socket.js';
import { isPlainHttp, isTlsHandshake, noteTlsClient, refusePlainHttp } from './wrong-protocol.js';

const answers: Readonly<Record<string, readonly [status: string, message: string]>> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'the head of the request is too long'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'the head of the request took too long'],
};
const malformed = ['400 Bad Request', 'the request is not HTTP/1.1'] as const;

/** Answers what Node could not read as a request, where the connection still takes an answer. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (isPlainHttp(error)) {
    refusePlainHttp(socket);
    return;
  }
  if (error.code === 'ECONNRESET' || !socket.writable || hasAnswerBegun(socket)) {
    socket.destroy();
    return;
  }
  if (isTlsHandshake(error)) noteTlsClient(socket);
  const [status, message] = answers[error.code ?? ''] ?? malformed;
  refuseOnSocket(socket, status, message);
}

/** Node keeps the response in progress on the socket, and asks it the same question where it answers by itself. */
function hasAnswerBegun(socket: Socket & { _httpMessage?: ServerResponse | null }): boolean {
  return socket._httpMessage?.headersSent === true;
}
