export type { AccessStoreCase } from './access-store-case.js';
export { accessStoreCases } from './access-store-cases.js';
export type { AccessStoreFixture } from './access-store-fixture.js';
export { describeAccessStore } from './describe-access-store.js';
