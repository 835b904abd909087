import {
  type Descriptor,
  type Digest,
  type ManifestPut,
  type ManifestRecord,
  type Manifests,
  type Reference,
  RegistryError,
  type RegistryErrorEntry,
  type RepositoryName,
} from '@lading/core';
import { type MemoryRegistry, references } from './memory-registry.js';
import { requireCondition } from './tag-condition.js';

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
    for (const tag of tags) requireCondition(condition, tag, content?.tags.get(tag));
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

  #requireReferences({ repository, manifest, allowMissing }: ManifestPut): void {
    const missing = new Set<Digest>();
    for (const blob of manifest.blobs) {
      const size = this.#registry.findBlob(repository, blob.digest)?.size;
      if (!isThere(blob, size) && !allowMissing?.blobs) missing.add(blob.digest);
    }
    for (const child of manifest.children) {
      const size = this.#childSize(repository, child.digest);
      if (!isThere(child, size) && !allowMissing?.children) missing.add(child.digest);
    }
    if (missing.size > 0) throw missingReferences([...missing]);
  }

  /** An entry of an index is a manifest or a blob. */
  #childSize(repository: RepositoryName, digest: Digest): number | undefined {
    const manifest = this.#registry.repositories.get(repository)?.manifests.get(digest);
    return manifest?.bytes.byteLength ?? this.#registry.findBlob(repository, digest)?.size;
  }
}

function isThere({ digest, size }: Descriptor, stored: number | undefined): boolean {
  if (stored !== undefined && stored !== size)
    throw new RegistryError('MANIFEST_INVALID', `a descriptor says ${size} bytes of content that has ${stored}`, {
      detail: { digest, size, storedSize: stored },
    });
  return stored !== undefined;
}

/** One entry for each digest that the repository lacks (PUSH-04). */
function missingReferences(digests: readonly Digest[]): RegistryError {
  const [first, ...further] = digests.map(
    (digest): RegistryErrorEntry => ({
      code: 'MANIFEST_BLOB_UNKNOWN',
      message: 'the manifest references content that the repository does not have',
      detail: { digest },
    }),
  );
  return new RegistryError('MANIFEST_BLOB_UNKNOWN', first?.message ?? '', { detail: first?.detail, further });
}
