export { MemoryBlobStore } from './memory/memory-blob-store.js';
