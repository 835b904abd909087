import { randomUUID } from 'node:crypto';
import type { BlobLocation, RegistryId, RegistryRecord } from '@lading/core';
import type { MemoryRegistry } from './memory-registry.js';

export class MemoryRegistryRecord implements RegistryRecord {
  readonly #registry: MemoryRegistry;

  constructor(registry: MemoryRegistry) {
    this.#registry = registry;
  }

  async findId(): Promise<RegistryId | undefined> {
    return this.#registry.id;
  }

  async createId(id = randomUUID() as string as RegistryId): Promise<RegistryId> {
    this.#registry.id ??= id;
    return this.#registry.id;
  }

  async sampleLocations(limit: number): Promise<readonly BlobLocation[]> {
    const { blobs, damaged } = this.#registry;
    const sound = [...blobs.values()].filter(({ digest }) => !damaged.has(digest));
    return sound.slice(0, limit).map(({ location }) => location);
  }
}
