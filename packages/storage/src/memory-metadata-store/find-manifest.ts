import type { ManifestRecord, Reference, RepositoryName } from '@lading/core';
import type { MemoryRegistry } from './memory-registry.js';

export function findManifest(
  registry: MemoryRegistry,
  repository: RepositoryName,
  reference: Reference,
): ManifestRecord | undefined {
  const content = registry.repositories.get(repository);
  const digest = reference.kind === 'digest' ? reference.digest : content?.tags.get(reference.tag);
  const manifest = digest && content?.manifests.get(digest);
  return manifest && { digest: manifest.digest, mediaType: manifest.mediaType, size: manifest.bytes.byteLength };
}
