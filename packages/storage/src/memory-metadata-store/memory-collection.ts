import type { BlobLocation, ChangeAuthor, Collection } from '@lading/core';
import { hasContent, isReferenced, type MemoryRegistry, type StoredObject } from './memory-registry.js';

export class MemoryCollection implements Collection {
  readonly #registry: MemoryRegistry;

  constructor(registry: MemoryRegistry) {
    this.#registry = registry;
  }

  async deleteUnreferencedBlobs(limit: number, by: ChangeAuthor): Promise<number> {
    const { repositories, now } = this.#registry;
    const due = [...repositories].flatMap(([name, content]) =>
      [...content.blobs]
        .filter(([digest, leaseUntil]) => leaseUntil <= now && !isReferenced(content, digest))
        .map(([digest]) => ({ name, digest })),
    );
    const taken = due.slice(0, limit);
    for (const { name, digest } of taken) this.#registry.unlinkBlob(name, digest, by);
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

  async deleteEmptyRepositories(by: ChangeAuthor): Promise<void> {
    const { repositories } = this.#registry;
    for (const [name, content] of repositories)
      if (!hasContent(content) && repositories.delete(name))
        this.#registry.log(name, by, { kind: 'repository.deleted' });
  }

  #isGarbage({ state, uploadId, deleteAfter }: StoredObject): boolean {
    if (deleteAfter > this.#registry.now) return false;
    if (state === 'staged') return this.#registry.uploads.get(uploadId)?.status !== 'open';
    return state !== 'live';
  }
}
