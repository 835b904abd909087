import { describeWrongAccessStores } from '@lading/conformance/access-store/wrong-stores';
import { memoryFixture } from './access-store-fixture.js';

describeWrongAccessStores('the cases of the access store', () => memoryFixture());
