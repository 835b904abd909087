import { createServer } from 'node:net';
import path from 'node:path';
import type { PostgresSettings } from './postgres-settings.js';

/** The address on which PostgreSQL listens, as settings and as a URL. */
export interface Endpoint {
  readonly settings: PostgresSettings;
  url(user: string, password: string, database: string): string;
}

/** The number in the name of the socket file. Nothing listens on this port. */
export const socketPort = 5432;
/** The size of `sockaddr_un.sun_path` without its final zero byte. */
const longestSocketPath = process.platform === 'linux' ? 107 : 103;

/**
 * Chooses a Unix socket inside the cluster, which only its owner may enter. On Windows, or if the path of the socket is too
 * long or contains a comma, which separates hosts in the URLs of libpq, chooses a free port of the loopback interface.
 */
export async function chooseEndpoint(cluster: string): Promise<Endpoint> {
  const socket = path.join(cluster, `.s.PGSQL.${socketPort}`);
  const fits = Buffer.byteLength(socket) <= longestSocketPath && !socket.includes(',');
  return fits && process.platform !== 'win32' ? socketEndpoint(cluster) : portEndpoint(await findFreePort());
}

/** The endpoint of a running server: its port, or its socket inside the cluster. */
export function endpointAt(cluster: string, port: number | undefined): Endpoint {
  return port === undefined ? socketEndpoint(cluster) : portEndpoint(port);
}

function socketEndpoint(cluster: string): Endpoint {
  const host = encodeURIComponent(cluster);
  return {
    settings: {
      listen_addresses: '',
      port: socketPort,
      // The server's working directory is the cluster.
      unix_socket_directories: '.',
      unix_socket_permissions: '0700',
    },
    url: (user, password, database) =>
      `postgresql://${user}:${password}@localhost:${socketPort}/${database}?host=${host}&sslmode=disable`,
  };
}

function portEndpoint(port: number): Endpoint {
  return {
    settings: { listen_addresses: '127.0.0.1', port, unix_socket_directories: '' },
    url: (user, password, database) => `postgresql://${user}:${password}@127.0.0.1:${port}/${database}?sslmode=disable`,
  };
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port: 0 }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
