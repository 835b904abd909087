export { RequiresCatalog, RequiresLogin } from './access/requires.decorator.js';
export { createRegistryAdapter, RegistryAdapter } from './adapter/registry.adapter.js';
export type { RegistryAdapterOptions } from './adapter/registry-adapter-options.js';
export { BlobInspector } from './blobs/blob-inspector.js';
export { StoreIdentity } from './identity/store-identity.js';
export { StoreMismatchError } from './identity/store-mismatch-error.js';
export { MaintenanceService } from './maintenance/maintenance.service.js';
export { RegistryModule } from './registry.module.js';
export {
  defaultOptions,
  type MaintenanceSettings,
  type PullingClient,
  type RedirectSettings,
  type RegistryAllowances,
  type RegistryLimits,
  type RegistryOptions,
  type ResolvedRegistryOptions,
  type UploadSettings,
} from './registry.options.js';
export { ACCESS_CONTROLLER, BLOB_STORE, METADATA_STORE, REGISTRY_OPTIONS } from './registry.tokens.js';
export type { NamedSetting, SettingNames } from './setting-names.js';
