import { describeBlobStore } from '@lading/conformance';
import { ShelfBlobStore } from './shelf-blob-store.js';

describeBlobStore(
  'ShelfBlobStore',
  async () => {
    const subject = new ShelfBlobStore();
    return { subject, leftovers: async () => subject.leftovers(), dispose: async () => undefined };
  },
  { isInMemory: true },
);
