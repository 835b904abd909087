import type { BlobLocation, Reclaim } from '@lading/core';
import { isReferenced, type MemoryRegistry, type StoredObject } from './memory-registry.js';

export class MemoryReclaim implements Reclaim {
  readonly #registry: MemoryRegistry;

  constructor(registry: MemoryRegistry) {
    this.#registry = registry;
  }

  async deleteUnreferencedBlobs(limit: number): Promise<number> {
    const { repositories, now } = this.#registry;
    const due = [...repositories].flatMap(([name, content]) =>
      [...content.blobs]
        .filter(([digest, leaseUntil]) => leaseUntil <= now && !isReferenced(content, digest))
        .map(([digest]) => ({ name, digest })),
    );
    const taken = due.slice(0, limit);
    for (const { name, digest } of taken) this.#registry.unlinkBlob(name, digest);
    return taken.length;
  }

  async claimTrash(limit: number, leaseSeconds: number): Promise<readonly BlobLocation[]> {
    const claimed = [...this.#registry.objects].filter(([, object]) => this.#isGarbage(object)).slice(0, limit);
    for (const [, object] of claimed)
      Object.assign(object, { state: 'deleting', deleteAfter: this.#registry.after(leaseSeconds) });
    return claimed.map(([location]) => location);
  }

  async forgetLocation(location: BlobLocation): Promise<void> {
    if (this.#registry.objects.get(location)?.state === 'deleting') this.#registry.objects.delete(location);
  }

  async deleteEmptyRepositories(): Promise<void> {
    const { repositories } = this.#registry;
    for (const [name, { blobs, manifests }] of repositories)
      if (blobs.size + manifests.size === 0) repositories.delete(name);
  }

  async claimTurn(task: string, everySeconds: number): Promise<boolean> {
    const { turns, now } = this.#registry;
    if ((turns.get(task) ?? now) > now) return false;
    turns.set(task, this.#registry.after(everySeconds));
    return true;
  }

  #isGarbage({ state, uploadId, deleteAfter }: StoredObject): boolean {
    if (deleteAfter > this.#registry.now) return false;
    if (state === 'staged') return this.#registry.uploads.get(uploadId)?.status !== 'open';
    return state !== 'live';
  }
}
