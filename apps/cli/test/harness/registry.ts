import { type RunningRegistry, type StartRegistryOptions, startRegistry } from '@lading/server/testing';
import { MemoryBlobStore, MemoryMetadataStore } from '@lading/storage';

export interface TestRegistry extends RunningRegistry {
  /** `127.0.0.1:<port>`, as it stands in references. */
  readonly host: string;
}

/** Starts a registry in memory. */
export async function openRegistry(options: Partial<StartRegistryOptions> = {}): Promise<TestRegistry> {
  const stores = { blobStore: new MemoryBlobStore(), metadataStore: new MemoryMetadataStore() };
  const registry = await startRegistry({ ...stores, ...options });
  return { ...registry, host: registry.url.host };
}
