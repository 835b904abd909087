import type { AccessStoreFixture } from '@lading/conformance';
import { MemoryAccessStore, MemoryMetadataStore } from '../../src/index.js';

/** An empty store and an empty registry, on a clock that can be moved on. */
export async function memoryFixture(): Promise<AccessStoreFixture> {
  let ahead = 0;
  const now = () => Date.now() + ahead;
  const metadata = new MemoryMetadataStore({ now });
  return {
    subject: new MemoryAccessStore({ now, changes: metadata.changes }),
    metadata,
    advance: async (seconds) => {
      ahead += seconds * 1000;
    },
    dispose: async () => {},
  };
}
