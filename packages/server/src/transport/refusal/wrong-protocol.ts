import type { Socket } from 'node:net';
import { Logger } from '@nestjs/common';

const logger = new Logger('Registry');
/** The first byte of a TLS handshake (RFC 8446 §5.1), with which no request line begins. */
const handshake = 22;

/** A TLS socket with the TCP socket below it, which Node does not document. */
interface SecureSocket extends Socket {
  readonly _parent?: Socket;
}

/** The errors of OpenSSL for bytes that are not a TLS record. It recognises only some HTTP methods. */
const notTls: ReadonlySet<string> = new Set([
  'ERR_SSL_HTTP_REQUEST',
  'ERR_SSL_HTTPS_PROXY_REQUEST',
  'ERR_SSL_WRONG_VERSION_NUMBER',
]);

/** Whether a handshake failed because the client does not speak TLS. */
export function isPlainHttp({ code }: { readonly code?: string }): boolean {
  return notTls.has(code ?? '');
}

/** Whether the bytes that Node could not parse as HTTP begin a TLS handshake. */
export function isTlsHandshake({ rawPacket }: Error & { rawPacket?: Uint8Array }): boolean {
  return rawPacket?.[0] === handshake;
}

/** Logs a client that speaks TLS to a plain HTTP port. It gets an answer in HTTP, which Go's clients recognise and report. */
export function noteTlsClient({ remoteAddress }: Socket): void {
  logger.debug(`${remoteAddress} sent TLS, and this port speaks plain HTTP`);
}

/** Answers a client that speaks plain HTTP to a TLS port: writes plain HTTP below TLS, and closes the connection. */
export function refusePlainHttp(socket: SecureSocket): void {
  const { _parent: connection } = socket;
  logger.debug(`${connection?.remoteAddress} sent plain HTTP, and this port speaks HTTPS`);
  if (connection?.writable !== true) return;
  const body = 'This port speaks HTTPS, and the request was plain HTTP: use https:// in the URL.\n';
  const head = [
    'HTTP/1.1 400 Bad Request',
    'Content-Type: text/plain',
    `Content-Length: ${body.length}`,
    'Connection: close',
  ];
  connection.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
