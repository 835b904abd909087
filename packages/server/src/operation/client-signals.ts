import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

const connectionSignals = new WeakMap<Socket, AbortSignal>();

/**
 * Fires when the connection closes. The requests of a connection share the signal, because a new one for each request costs
 * an eighth of a list. Remove listeners when a request ends.
 */
export function connectionSignalOf(socket: Socket): AbortSignal {
  return connectionSignals.get(socket) ?? abortOnConnectionClose(socket);
}

function abortOnConnectionClose(socket: Socket): AbortSignal {
  const controller = new AbortController();
  if (socket.destroyed) controller.abort();
  socket.once('close', () => controller.abort());
  connectionSignals.set(socket, controller.signal);
  return controller.signal;
}

/**
 * Returns a signal that fires when the client leaves before it has its answer. A blob store gets this signal, and may leave
 * listeners on it: they must not stay on a connection for the requests that follow.
 */
export function answerSignalOf(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  if (response.destroyed) controller.abort();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}
