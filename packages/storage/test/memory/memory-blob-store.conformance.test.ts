import { describeBlobStore } from '@lading/conformance';
import { MemoryBlobStore } from '../../src/index.js';

describeBlobStore('MemoryBlobStore', async () => ({ subject: new MemoryBlobStore(), dispose: async () => {} }), {
  isInMemory: true,
});
