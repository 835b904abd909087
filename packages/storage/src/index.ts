export type { FileSystem, OpenFile } from './filesystem/file-system.js';
export { FilesystemBlobStore, type FilesystemBlobStoreOptions } from './filesystem/filesystem-blob-store.js';
export { MemoryBlobStore } from './memory/memory-blob-store.js';
export { MemoryAccessStore, type MemoryAccessStoreOptions } from './memory-access-store/index.js';
export { MemoryMetadataStore, type MemoryMetadataStoreOptions } from './memory-metadata-store/index.js';
