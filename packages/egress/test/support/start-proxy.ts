import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';

export interface TestProxy {
  readonly port: number;
  /** The `host:port` of each CONNECT. */
  readonly asked: readonly string[];
  /** The `Proxy-Authorization` of each CONNECT. */
  readonly credentials: readonly (string | undefined)[];
  /** The connections that are open. */
  readonly open: ReadonlySet<Socket>;
  close(): Promise<void>;
}

export interface TestProxySettings {
  /** Where all names lead, on 127.0.0.1. */
  readonly port: number;
  /** Its answer; 200 if absent. It never answers with 0. */
  readonly status?: number;
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** A proxy on a free port of 127.0.0.1 that opens connections by CONNECT. */
export async function startProxy({ port, status = 200, tls }: TestProxySettings): Promise<TestProxy> {
  const asked: string[] = [];
  const credentials: (string | undefined)[] = [];
  const open = new Set<Socket>();
  const server: Server = tls === undefined ? createServer() : createTlsServer(tls);
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  server.on('connect', ({ url = '', headers }, client: Socket) => {
    asked.push(url);
    credentials.push(headers['proxy-authorization']);
    client.on('error', () => client.destroy());
    if (status === 0) {
      client.resume().once('end', () => client.destroy());
      return;
    }
    if (status !== 200) {
      client.end(`HTTP/1.1 ${status} Refused\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const target = connect(port, '127.0.0.1', () => client.write('HTTP/1.1 200 Connected\r\n\r\n'));
    open.add(target);
    target.on('error', () => client.destroy());
    target.pipe(client).pipe(target);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    credentials,
    open,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}
