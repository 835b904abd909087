import { describeWrongMetadataStores } from '@lading/conformance/metadata-store/wrong-stores';
import { memoryFixture } from './metadata-store-fixture.js';

describeWrongMetadataStores('the cases of the metadata store', () => memoryFixture());
