import { createServer } from 'node:net';
import path from 'node:path';
import type { PostgresSettings } from './settings.js';

/** Where PostgreSQL listens, and what leads a client there. */
export interface Endpoint {
  readonly settings: PostgresSettings;
  url(user: string, password: string, database: string): string;
}

/** It only names the socket file: nothing listens on this port. */
export const socketPort = 5432;
/** What `sockaddr_un.sun_path` holds, less its closing zero byte. */
const longestSocketPath = process.platform === 'linux' ? 107 : 103;

/**
 * A Unix socket inside the cluster, which only its owner may enter. On Windows, and where the socket's path is too long or
 * has a comma, which separates hosts in libpq's URLs, it is a free port of the loopback interface instead.
 */
export async function chooseEndpoint(cluster: string): Promise<Endpoint> {
  const socket = path.join(cluster, `.s.PGSQL.${socketPort}`);
  const fits = Buffer.byteLength(socket) <= longestSocketPath && !socket.includes(',');
  return fits && process.platform !== 'win32' ? socketEndpoint(cluster) : portEndpoint(await findFreePort());
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
