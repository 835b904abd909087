import { type Descriptor, type Digest, type Manifest, RegistryError, type RegistryErrorEntry } from '@lading/core';
import type { LockedReferences } from './locked-references.js';

export interface MissingReferences {
  readonly blobs: readonly Digest[];
  readonly children: readonly Digest[];
}

/**
 * What a manifest lists and the repository lacks. An entry of an index may be a manifest or a blob.
 * @throws RegistryError `MANIFEST_INVALID` if a descriptor's size is not the size of what is stored
 */
export function findMissingReferences({ blobs, children }: Manifest, locked: LockedReferences): MissingReferences {
  return {
    blobs: missingOf(blobs, (digest) => locked.blobs.get(digest)),
    children: missingOf(children, (digest) => locked.children.get(digest) ?? locked.blobs.get(digest)),
  };
}

function missingOf(descriptors: readonly Descriptor[], sizeOf: (digest: Digest) => number | undefined): Digest[] {
  const missing = new Set<Digest>();
  for (const { digest, size } of descriptors) {
    const storedSize = sizeOf(digest);
    if (storedSize === undefined) missing.add(digest);
    else if (storedSize !== size)
      throw new RegistryError('MANIFEST_INVALID', `a descriptor says ${size} bytes of content that has ${storedSize}`, {
        detail: { digest, size, storedSize },
      });
  }
  return [...missing];
}

/** One entry for each digest that the repository lacks (PUSH-04). */
export function missingReferencesError(digests: Iterable<Digest>): RegistryError {
  const message = 'the manifest references content that the repository does not have';
  const [first, ...further] = Array.from(
    new Set(digests),
    (digest): RegistryErrorEntry => ({ code: 'MANIFEST_BLOB_UNKNOWN', message, detail: { digest } }),
  );
  return new RegistryError('MANIFEST_BLOB_UNKNOWN', message, { detail: first?.detail, further });
}
