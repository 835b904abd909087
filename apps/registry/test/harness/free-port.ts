import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * A port for a program that has to be told one. A connection to it that we closed first is remembered for a minute
 * (TIME_WAIT): for so long the system gives the port to nobody who asks for any, and still to whoever asks for this one.
 */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = connect(port, '127.0.0.1').resume();
  const [accepted] = (await once(server, 'connection')) as [Socket];
  accepted.end();
  await once(client, 'close');
  await new Promise((closed) => server.close(closed));
  return port;
}
