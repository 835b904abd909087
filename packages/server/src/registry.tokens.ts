/** The registry's `BlobStore`. */
export const BLOB_STORE = Symbol('@lading/server BLOB_STORE');
/** The registry's `MetadataStore`. */
export const METADATA_STORE = Symbol('@lading/server METADATA_STORE');
/** The registry's `AccessController`. */
export const ACCESS_CONTROLLER = Symbol('@lading/server ACCESS_CONTROLLER');
/** The registry's options with every default filled in, as `ResolvedRegistryOptions`. */
export const REGISTRY_OPTIONS = Symbol('@lading/server REGISTRY_OPTIONS');
