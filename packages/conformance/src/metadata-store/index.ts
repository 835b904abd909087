export { describeMetadataStore } from './describe-metadata-store.js';
export type { MetadataStoreCase } from './metadata-store-case.js';
export { metadataStoreCases } from './metadata-store-cases.js';
export type { MetadataStoreFixture } from './metadata-store-fixture.js';
export { metadataOperations } from './stress/metadata-operations.js';
export { MetadataWorld } from './stress/metadata-world.js';
export { type StressMetadataStoreOptions, stressMetadataStore } from './stress/stress-metadata-store.js';
