import { MemoryMetadataStore } from '@lading/storage';
import { OpenUploads } from '../src/uploads/open-uploads.js';

/** A metadata store that records how often it counted. */
class CountingStore extends MemoryMetadataStore {
  counts = 0;

  constructor() {
    super();
    const count = this.uploads.count.bind(this.uploads);
    this.uploads.count = (...values) => {
      this.counts += 1;
      return count(...values);
    };
  }
}

describe('OpenUploads', () => {
  it('counts once for many uploads, also for concurrent ones', async () => {
    const store = new CountingStore();
    const openUploads = new OpenUploads(store.uploads, { maximumUploadsPerClient: 1000, maximumUploads: 10_000 });
    await Promise.all(Array.from({ length: 500 }, () => openUploads.admit('192.0.2.1')));
    expect(store.counts).toBe(2);
  });

  it('counts again after the metadata store has failed', async () => {
    let failures = 1;
    const count = async () => {
      if (failures-- > 0) throw new Error('the database is away');
      return 0;
    };
    const openUploads = new OpenUploads({ count }, { maximumUploadsPerClient: 10, maximumUploads: undefined });
    await expect(openUploads.admit('192.0.2.1')).rejects.toThrow('the database is away');
    await openUploads.admit('192.0.2.1');
  });
});
