import { describeAccessStore } from '@lading/conformance';
import { memoryFixture } from './access-store-fixture.js';

describeAccessStore('MemoryAccessStore', () => memoryFixture());
