import { connect, type TLSSocket } from 'node:tls';

/** A plain HTTP server answers a handshake with an error or closes the connection. Only a broken server does not answer. */
const handshakeMilliseconds = 5000;

/**
 * Whether a server speaks TLS. This does not check its certificate: the requests that follow do.
 * @throws the reason of the signal
 */
export async function speaksTls({ hostname, port }: URL, signal: AbortSignal): Promise<boolean> {
  signal.throwIfAborted();
  const host = hostname.replace(/^\[|\]$/g, '');
  const socket = connect({ host, port: Number(port || 443), rejectUnauthorized: false });
  const stop = AbortSignal.any([signal, AbortSignal.timeout(handshakeMilliseconds)]);
  const destroy = () => socket.destroy();
  stop.addEventListener('abort', destroy, { once: true });
  try {
    return await completesHandshake(socket);
  } finally {
    stop.removeEventListener('abort', destroy);
    socket.destroy();
    signal.throwIfAborted();
  }
}

function completesHandshake(socket: TLSSocket): Promise<boolean> {
  return new Promise((resolve) => {
    socket.once('secureConnect', () => resolve(true));
    // An alert is a TLS message: the server speaks TLS, but refuses this handshake.
    socket.on('error', ({ code = '' }: NodeJS.ErrnoException) => resolve(/^ERR_SSL_.*_ALERT_/.test(code)));
    socket.once('close', () => resolve(false));
  });
}
