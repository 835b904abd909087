/** The registry's `BlobStore`. */
export const BLOB_STORE = Symbol('@lading/server BLOB_STORE');
/** The registry's `MetadataStore`. */
export const METADATA_STORE = Symbol('@lading/server METADATA_STORE');
/** The registry's `AccessControl`: its authenticators and its authorizer. */
export const ACCESS_CONTROL = Symbol('@lading/server ACCESS_CONTROL');
/** The operations of the registry, as `Engine` of `@lading/engine`. */
export const REGISTRY_ENGINE = Symbol('@lading/server REGISTRY_ENGINE');
/** The registry's options with every default filled in, as `ResolvedRegistryOptions`. */
export const REGISTRY_OPTIONS = Symbol('@lading/server REGISTRY_OPTIONS');
