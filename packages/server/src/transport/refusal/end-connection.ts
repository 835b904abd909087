import type { Duplex } from 'node:stream';

const lingerMilliseconds = 2_000;

/**
 * Writes the last bytes and ends a connection whose client may still be sending. It reads and drops what the client sends
 * for a while: closing a connection with unread bytes resets it, and the client may then lose the response (RFC 9112 §9.6).
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
