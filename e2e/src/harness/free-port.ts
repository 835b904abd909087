import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { listenOnLoopback } from './loopback.js';

/**
 * Finds a port for a program that has to be told one. The server's side closes a connection to it first, so the port is
 * in TIME_WAIT for a minute: the system gives it to nobody who asks for any port, and still to a program that asks for it.
 */
export async function findFreePort(): Promise<number> {
  const server = createServer();
  const port = await listenOnLoopback(server);
  const client = connect(port, '127.0.0.1').resume();
  const [accepted] = (await once(server, 'connection')) as [Socket];
  accepted.end();
  await once(client, 'close');
  await new Promise((closed) => server.close(closed));
  return port;
}
