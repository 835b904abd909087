export { describeMetadataStore } from './describe-metadata-store.js';
export type { MetadataStoreCase } from './metadata-store-case.js';
export { metadataStoreCases } from './metadata-store-cases.js';
export type { MetadataStoreFixture } from './metadata-store-fixture.js';
