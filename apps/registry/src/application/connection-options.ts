import { pickSettings } from '@lading/core';
import { connectionSettings, type RegistryAdapterOptions } from '@lading/server';
import type { Configuration } from '../configuration/configuration-schema.js';
import { clientsExcept } from './clients-except.js';

/** The options of the adapter, from the configuration, without the certificate. */
export function connectionOptions(configuration: Configuration): RegistryAdapterOptions {
  const { basePath, publicUrl, trustedProxies } = configuration;
  const isClient = clientsExcept(trustedProxies);
  return {
    basePath,
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(trustedProxies.length === 0 ? {} : { trustProxy: trustedProxies }),
    isProxy: (address) => trustedProxies.length > 0 && !isClient({ address, userAgent: undefined }),
    ...pickSettings(connectionSettings, configuration),
  };
}
