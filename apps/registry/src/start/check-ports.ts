import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { hasSignIn } from '../configuration/access-keys.js';
import type { Configuration } from '../configuration/configuration-schema.js';
import { explainListenError, type ListenAddress } from './listen-fault.js';

/**
 * Checks each port of the registry by listening on it for a moment.
 * @returns the port for requests. With sign-in it is the free one that was found if any will do, because clients are told
 * where they get tokens; else it is as configured.
 * @throws StartError for a port in use
 * @throws ConfigurationError for a host or a port that can't be used
 */
export async function checkPorts(configuration: Configuration): Promise<number> {
  const { host, port, metrics, metricsPort } = configuration;
  const found = await checkPort({ host, port, variable: 'PORT' });
  if (metrics && metricsPort !== undefined)
    await checkPort({ host, port: metricsPort, variable: 'LADING_METRICS_PORT' });
  return hasSignIn(configuration) ? found : port;
}

async function checkPort(listenAddress: ListenAddress): Promise<number> {
  const server = createServer();
  try {
    const { address } = await lookup(listenAddress.host);
    server.listen(listenAddress.port, address);
    await once(server, 'listening');
    const found = (server.address() as AddressInfo).port;
    server.close();
    await once(server, 'close');
    return found;
  } catch (error) {
    throw explainListenError(error, listenAddress) ?? error;
  }
}
