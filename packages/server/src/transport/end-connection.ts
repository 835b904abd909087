import type { Duplex } from 'node:stream';

const lingerMilliseconds = 2_000;

/**
 * Ends a connection whose client may still be sending, after some last bytes. What it sends is read for a while and
 * dropped: a connection that is closed with bytes unread is reset, and a reset may take the response from the client
 * before it was read (RFC 9112 §9.6).
 */
export function endConnection(socket: Duplex, lastBytes = ''): void {
  if (socket.destroyed) return;
  socket.end(lastBytes);
  socket.resume();
  const timer = setTimeout(() => socket.destroy(), lingerMilliseconds).unref();
  const end = () => {
    clearTimeout(timer);
    socket.destroy();
  };
  socket.once('end', end).once('close', end);
}
