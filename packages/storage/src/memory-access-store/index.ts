export { MemoryAccessStore, type MemoryAccessStoreOptions } from './memory-access-store.js';
