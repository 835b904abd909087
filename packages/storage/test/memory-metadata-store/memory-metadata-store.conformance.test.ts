import { describeMetadataStore } from '@lading/conformance';
import { memoryFixture } from './metadata-store-fixture.js';

describeMetadataStore('MemoryMetadataStore', () => memoryFixture());
