export type { BlobStoreCase } from './blob-store-case.js';
export { blobStoreCases } from './blob-store-cases.js';
export type { BlobStoreFixture } from './blob-store-fixture.js';
export { type DescribeBlobStoreOptions, describeBlobStore } from './describe-blob-store.js';
