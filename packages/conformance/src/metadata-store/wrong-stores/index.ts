export { describeWrongMetadataStores } from './describe-wrong-metadata-stores.js';
export type { WrongMetadataStore } from './wrong-metadata-store.js';
export { wrongMetadataStores } from './wrong-metadata-stores.js';
