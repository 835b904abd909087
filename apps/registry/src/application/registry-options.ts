import { type AccessControl, pickSettings } from '@lading/core';
import { type RegistryOptions, registrySettings, type SettingNames } from '@lading/server';
import { allConfigurationKeys } from '../configuration/configuration-key.js';
import type { Configuration } from '../configuration/configuration-schema.js';
import { clientsExcept } from './clients-except.js';
import type { Stores } from './stores.js';

/** The options of the registry module. Its settings have the names of the configuration. */
export function registryOptions(
  configuration: Configuration,
  { blobStore, metadataStore }: Pick<Stores, 'blobStore' | 'metadataStore'>,
  access: AccessControl,
): RegistryOptions {
  return {
    blobStore,
    metadataStore,
    access,
    runTasks: configuration.role !== 'serve',
    mayFollowRedirect: clientsExcept(configuration.redirectsExcept),
    settingNames,
    ...pickSettings(registrySettings, configuration),
  };
}

/** Messages to clients name the variables. */
const settingNames: SettingNames = Object.fromEntries(
  allConfigurationKeys
    .filter(({ name }) => name in registrySettings)
    .map(({ name, environment }) => [name, environment]),
);
