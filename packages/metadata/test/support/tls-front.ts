import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import { generate } from 'selfsigned';
import { databaseUrl } from './test-schema.js';

/** Whether the front of the server offers TLS, requires it, or refuses it. */
export type TlsKind = 'optional' | 'required' | 'none';

export interface TlsFront {
  readonly port: number;
  /** The certificate, which it signed itself, for the name `database.test`. */
  readonly certificate: string;
  /** The kinds of the sessions that were forwarded. */
  readonly sessions: ('tls' | 'plain')[];
  close(): Promise<void>;
}

/** The SSLRequest message of PostgreSQL's protocol. */
const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

export async function startTlsFront(kind: TlsKind): Promise<TlsFront> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'database.test' }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'database.test' }] }],
  });
  const secureContext = createSecureContext({ cert, key });
  const sessions: ('tls' | 'plain')[] = [];
  const sockets = new Set<Socket>();
  const forward = (client: Socket, how: 'tls' | 'plain', first?: Buffer) => {
    if (kind === 'required' && how === 'plain') return void client.destroy();
    sessions.push(how);
    const upstream = connect(serverAddress());
    sockets.add(upstream);
    for (const socket of [client, upstream]) socket.on('error', () => {});
    if (first !== undefined) upstream.write(first);
    client.pipe(upstream).pipe(client);
  };
  const server = createServer((client) => {
    sockets.add(client);
    client.on('error', () => {});
    client.once('data', (first) => {
      if (!first.equals(sslRequest)) return forward(client, 'plain', first);
      client.write(kind === 'none' ? 'N' : 'S');
      if (kind !== 'none') forward(new TLSSocket(client, { isServer: true, secureContext }), 'tls');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    certificate: cert,
    sessions,
    close: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function serverAddress() {
  const url = new URL(databaseUrl);
  const folder = url.searchParams.get('host');
  const port = Number(url.port || 5432);
  return folder === null ? { host: url.hostname, port } : { path: `${folder}/.s.PGSQL.${port}` };
}
