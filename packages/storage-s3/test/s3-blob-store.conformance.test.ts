import { describeBlobStore } from '@lading/conformance';
import { keysBelow, newPrefix, startStorage, storeAt } from './support/test-storage.js';

async function createFixture() {
  const { endpoint, stop } = await startStorage();
  const prefix = newPrefix();
  const subject = storeAt(endpoint, { prefix });
  return {
    subject,
    reopen: async () => storeAt(endpoint, { prefix }),
    leftovers: async () => (await keysBelow(endpoint, prefix)).filter((key) => key !== `${prefix}registry-id`),
    dispose: async () => {
      await subject.close();
      await stop();
    },
  };
}

describeBlobStore('S3BlobStore', createFixture);
