import type { RegistryAdapterOptions } from '@lading/server';
import type { Configuration } from '../configuration/configuration-schema.js';
import { clientsExcept } from './clients-except.js';

type ConnectionOptions = Pick<
  RegistryAdapterOptions,
  | 'maximumConnections'
  | 'maximumConnectionsPerAddress'
  | 'isProxy'
  | 'idleSeconds'
  | 'keepAliveSeconds'
  | 'headersSeconds'
>;

/** The connection options of the adapter, from the configuration. */
export function connectionOptions(configuration: Configuration): ConnectionOptions {
  const isClient = clientsExcept(configuration.trustedProxies);
  return {
    maximumConnections: configuration.maximumConnections,
    maximumConnectionsPerAddress: configuration.maximumConnectionsPerAddress,
    isProxy: (address) => configuration.trustedProxies.length > 0 && !isClient({ address, userAgent: undefined }),
    idleSeconds: configuration.idleTimeoutSeconds,
    keepAliveSeconds: configuration.keepAliveSeconds,
    headersSeconds: configuration.headersTimeoutSeconds,
  };
}
