import type { Socket } from 'node:net';
import { Logger } from '@nestjs/common';

const logger = new Logger('Registry');
/** The first byte of a TLS handshake (RFC 8446 §5.1), with which no request line begins. */
const handshake = 22;

/** What Node does not document of a connection over TLS: the connection below it. */
interface SecureSocket extends Socket {
  readonly _parent?: Socket;
}

/** How OpenSSL reports bytes that are no TLS record: it knows only some methods by name. */
const notTls: ReadonlySet<string> = new Set([
  'ERR_SSL_HTTP_REQUEST',
  'ERR_SSL_HTTPS_PROXY_REQUEST',
  'ERR_SSL_WRONG_VERSION_NUMBER',
]);

/** Whether a handshake failed because the client does not speak TLS. */
export function isPlainHttp({ code }: { readonly code?: string }): boolean {
  return notTls.has(code ?? '');
}

/** Whether what Node could not parse as HTTP is the beginning of TLS. */
export function isTlsHandshake({ rawPacket }: Error & { rawPacket?: Uint8Array }): boolean {
  return rawPacket?.[0] === handshake;
}

/** Notes a client that speaks TLS to a port of plain HTTP. Its answer is HTTP: by that, Go's clients say what is wrong. */
export function noteTlsClient({ remoteAddress }: Socket): void {
  logger.debug(`${remoteAddress} sent TLS, and this port speaks plain HTTP`);
}

/** Answers a client that speaks plain HTTP to a port of TLS, below TLS, and closes the connection. */
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
