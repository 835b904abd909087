import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Configuration } from '../configuration/configuration-schema.js';
import { explainListenError, type ListenAddress } from './listen-fault.js';

/**
 * Checks each port of the registry by listening on it for a moment.
 * @throws StartError for a port in use
 * @throws ConfigurationError for a host or a port that can't be used
 */
export async function checkPorts({ host, port, metrics, metricsPort }: Configuration): Promise<void> {
  await checkPort({ host, port, variable: 'PORT' });
  if (metrics && metricsPort !== undefined)
    await checkPort({ host, port: metricsPort, variable: 'LADING_METRICS_PORT' });
}

async function checkPort(listenAddress: ListenAddress): Promise<void> {
  const server = createServer();
  try {
    const { address } = await lookup(listenAddress.host);
    server.listen(listenAddress.port, address);
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
  } catch (error) {
    throw explainListenError(error, listenAddress) ?? error;
  }
}
