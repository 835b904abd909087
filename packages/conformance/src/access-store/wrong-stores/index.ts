export { describeWrongAccessStores } from './describe-wrong-access-stores.js';
export type { WrongAccessStore } from './wrong-access-store.js';
export { wrongAccessStores } from './wrong-access-stores.js';
