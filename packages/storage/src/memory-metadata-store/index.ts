export { MemoryMetadataStore } from './memory-metadata-store.js';
export type { MemoryMetadataStoreOptions } from './memory-registry.js';
