import type { MetadataStoreFixture } from '@lading/conformance';
import type { MetadataStore } from '@lading/core';
import { MemoryMetadataStore } from '../../src/index.js';

/** An empty store on a clock of its own; `change` makes another store of it. */
export async function memoryFixture(
  change: (store: MemoryMetadataStore) => MetadataStore = (store) => store,
): Promise<MetadataStoreFixture> {
  let now = Date.now();
  const [leaseSeconds, trashSeconds] = [24 * 60 * 60, 12 * 60 * 60];
  return {
    subject: change(new MemoryMetadataStore({ now: () => now, leaseSeconds, trashSeconds })),
    leaseSeconds,
    trashSeconds,
    advance: async (seconds) => {
      now += seconds * 1000;
    },
    dispose: async () => {},
  };
}
