import {
  type Digest,
  findMissingReferences,
  type ManifestPut,
  type ManifestRecord,
  type Manifests,
  type Reference,
  type RepositoryName,
  requireReferences,
  requireTagCondition,
  type StoredSizes,
} from '@lading/core';
import { type MemoryRegistry, references } from './memory-registry.js';

export class MemoryManifests implements Manifests {
  readonly #registry: MemoryRegistry;

  constructor(registry: MemoryRegistry) {
    this.#registry = registry;
  }

  async findManifest(repository: RepositoryName, reference: Reference): Promise<ManifestRecord | undefined> {
    const content = this.#registry.repositories.get(repository);
    const digest = reference.kind === 'digest' ? reference.digest : content?.tags.get(reference.tag);
    const manifest = digest && content?.manifests.get(digest);
    return manifest && { digest: manifest.digest, mediaType: manifest.mediaType, size: manifest.bytes.byteLength };
  }

  async readManifest(repository: RepositoryName, digest: Digest): Promise<Uint8Array | undefined> {
    const manifest = this.#registry.repositories.get(repository)?.manifests.get(digest);
    return manifest && new Uint8Array(manifest.bytes);
  }

  async putManifest(put: ManifestPut): Promise<void> {
    const { repository, manifest, tags, condition } = put;
    const content = this.#registry.repositories.get(repository);
    for (const tag of tags) requireTagCondition(condition, tag, content?.tags.get(tag));
    this.#requireReferences(put);
    const { manifests, tags: tagged } = this.#registry.repository(repository);
    // A copy, which `slice` of a Buffer would not be.
    manifests.set(manifest.digest, { ...manifest, bytes: new Uint8Array(manifest.bytes) });
    for (const tag of tags) tagged.set(tag, manifest.digest);
  }

  async deleteManifest(repository: RepositoryName, digest: Digest): Promise<boolean> {
    const content = this.#registry.repositories.get(repository);
    const manifest = content?.manifests.get(digest);
    if (content === undefined || manifest === undefined) return false;
    content.manifests.delete(digest);
    for (const [tag, target] of content.tags) if (target === digest) content.tags.delete(tag);
    for (const blob of content.blobs.keys()) if (references(manifest, blob)) this.#registry.linkBlob(repository, blob);
    return true;
  }

  #requireReferences({ repository, manifest, allowMissing, allowOtherSizes }: ManifestPut): void {
    const stored = this.#registry.repositories.get(repository);
    const sizes: StoredSizes = {
      blob: (digest) => this.#registry.findBlob(repository, digest)?.size,
      manifest: (digest) => stored?.manifests.get(digest)?.bytes.byteLength,
    };
    requireReferences(findMissingReferences(manifest, sizes, { allowOtherSizes }), allowMissing);
  }
}
