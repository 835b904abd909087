import { describeMetadataStore } from '@lading/conformance';
import { MemoryMetadataStore } from '../src/index.js';

describeMetadataStore('MemoryMetadataStore', async () => {
  let now = Date.now();
  const [leaseSeconds, trashSeconds] = [24 * 60 * 60, 12 * 60 * 60];
  return {
    subject: new MemoryMetadataStore({ now: () => now, leaseSeconds, trashSeconds }),
    leaseSeconds,
    trashSeconds,
    advance: async (seconds) => {
      now += seconds * 1000;
    },
    dispose: async () => {},
  };
});
