export { type AccessControlOptions, type AccessParts, accessControlOf } from './access/access-control-of.js';
export { Asking } from './access/asking.decorator.js';
export type { Caller } from './access/caller.js';
export { BasicAuthenticator } from './access/credentials/basic-authenticator.js';
export { BearerAuthenticator } from './access/credentials/bearer-authenticator.js';
export type { TokenEndpoint } from './access/credentials/bearer-challenge.js';
export { RequiresCatalog, RequiresLogin, RequiresNothing, RequiresRepository } from './access/requires.decorator.js';
export { createRegistryAdapter, RegistryAdapter } from './adapter/registry.adapter.js';
export type { RegistryAdapterOptions } from './adapter/registry-adapter-options.js';
export { RegistryModule } from './registry.module.js';
export type { RegistryOptions, ResolvedRegistryOptions } from './registry.options.js';
export {
  ACCESS_CONTROL,
  BLOB_STORE,
  METADATA_STORE,
  REGISTRY_ENGINE,
  REGISTRY_OPTIONS,
} from './registry.tokens.js';
export { connectionSettings } from './settings/connection-settings.js';
export { type RegistrySettings, registrySettings, type SettingNames } from './settings/registry-settings.js';
export { BackgroundTasks } from './tasks/background-tasks.js';
export { TokenServiceModule } from './token-service/token-service.module.js';
export type { TokenServiceAccess, TokenServiceOptions } from './token-service/token-service.options.js';
