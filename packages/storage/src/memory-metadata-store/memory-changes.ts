import type { Change, Changes, ChangesRequest, Page, Position } from '@lading/core';
import type { MemoryRegistry } from './memory-registry.js';
import { firstOf } from './page-of.js';

export class MemoryChanges implements Changes {
  readonly #registry: MemoryRegistry;

  constructor(registry: MemoryRegistry) {
    this.#registry = registry;
  }

  async read({ after = '0' as Position, limit, repository, signal }: ChangesRequest): Promise<Page<Change>> {
    signal?.throwIfAborted();
    if (!/^\d{1,15}$/.test(after)) throw new TypeError('the position of a change must come from this store');
    const following = this.#registry.changes.filter(
      (change) => Number(change.position) > Number(after) && (repository ?? change.repository) === change.repository,
    );
    return firstOf(following, limit);
  }

  async maintain(keepSeconds: number): Promise<void> {
    const { changes, now } = this.#registry;
    const kept = changes.findIndex(({ at }) => at.getTime() > now - keepSeconds * 1000);
    changes.splice(0, kept === -1 ? changes.length : kept);
  }
}
