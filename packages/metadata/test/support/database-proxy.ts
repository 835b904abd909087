import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import pg from 'pg';
import { databaseUrl } from './test-schema.js';

/** Stands between a store and the server, and does what networks do. */
export interface DatabaseProxy {
  /** The server's URL, by way of the proxy. */
  readonly url: string;
  /** Cuts every connection when the next client says COMMIT: the server hears it, the client never hears of it. */
  cutAtCommit(): void;
  /** Forwards nothing more in either direction, and keeps every connection open. */
  freeze(): void;
  /** Stops forwarding on existing connections; new ones work. */
  freezeEstablished(): void;
  /** Forwards again from now on. */
  thaw(): void;
  /** Cuts every connection and takes no new one, as a server that is down. */
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

/** @param rewrite changes what clients send, and keeps its length */
export async function startDatabaseProxy(rewrite = (bytes: Buffer) => bytes): Promise<DatabaseProxy> {
  const { host, port } = new pg.Client(databaseUrl);
  const target = host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port };
  const sockets = new Set<Socket>();
  const frozen = new WeakSet<Socket>();
  let mode: 'forward' | 'cut at commit' | 'freeze' = 'forward';
  const cutAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  const server = createServer((client) => {
    const upstream = connect(target);
    let isCut = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        if (mode !== 'cut at commit') upstream.destroy();
      });
    }
    client.on('data', (bytes) => {
      if (mode === 'freeze' || frozen.has(client)) return;
      if (mode === 'forward' || !bytes.includes('COMMIT\0')) return void upstream.write(rewrite(bytes));
      isCut = true;
      // The client's connection goes with this one, which the server closes when it has run the statement.
      upstream.end(bytes);
    });
    upstream.on('data', (bytes) => {
      if (mode === 'freeze' || frozen.has(client) || isCut || !client.writable) return;
      client.write(bytes);
    });
  });
  const listen = async (at: number) => {
    mode = 'forward';
    server.listen(at, '127.0.0.1');
    await once(server, 'listening');
  };
  await listen(0);
  const { port: ownPort } = server.address() as AddressInfo;
  const down = async () => {
    const closed = once(server, 'close');
    server.close();
    cutAll();
    await closed;
  };
  const url = new URL(databaseUrl);
  url.searchParams.delete('host');
  url.searchParams.set('sslmode', 'disable');
  url.host = `127.0.0.1:${ownPort}`;
  return {
    url: url.href,
    cutAtCommit: () => {
      mode = 'cut at commit';
    },
    freeze: () => {
      mode = 'freeze';
    },
    freezeEstablished: () => {
      for (const socket of sockets) frozen.add(socket);
    },
    thaw: () => {
      mode = 'forward';
    },
    down,
    up: () => listen(ownPort),
    close: async () => {
      if (server.listening) await down();
    },
  };
}
