import { blobStoreCases, describeCases } from '@lading/conformance';
import { largeDigest, small, smallDigest, uploadOf } from './support/content.js';
import { keysBelow, newPrefix, startStorage, storeAt } from './support/test-storage.js';

async function createFixture() {
  const { endpoint, stop } = await startStorage();
  const prefix = newPrefix();
  const subject = storeAt(endpoint, { prefix });
  return {
    subject,
    reopen: async () => storeAt(endpoint, { prefix }),
    leftovers: () => keysBelow(endpoint, prefix),
    dispose: async () => {
      await subject.close();
      await stop();
    },
  };
}

// This case alone asks for a location per digest. Here a location has to be known before the first byte, when no digest
// is; the test below asks for all else that the case does.
const cases = blobStoreCases.filter(({ id }) => id !== 'blob-store/locate');
describeCases('S3BlobStore', cases, createFixture);

describe('S3BlobStore', () => {
  it('says before the first byte, and in any instance, where a commit will put the blob', async () => {
    const { subject, reopen, dispose } = await createFixture();
    const replica = await reopen();
    const begun = await subject.begin();
    const location = subject.locate(begun, smallDigest);
    expect(subject.locate(begun, largeDigest)).toBe(location);
    expect(replica.locate(begun, smallDigest)).toBe(location);
    const upload = await uploadOf(subject, small);
    expect(subject.locate(upload, smallDigest)).not.toBe(location);
    expect(await replica.commit(upload, smallDigest)).toBe(subject.locate(upload, smallDigest));
    await replica.close();
    await dispose();
  });
});
