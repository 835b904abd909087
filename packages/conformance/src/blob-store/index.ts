export type { BlobStoreFixture } from './blob-store-fixture.js';
