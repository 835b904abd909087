import type { Descriptor } from '../descriptor/descriptor.js';
import type { Digest } from '../digest/digest.js';
import { RegistryError, type RegistryErrorEntry } from '../error/registry-error.js';
import type { Manifest } from './manifest.js';

/** What a repository has of the digests that a manifest lists: the bytes of each, `undefined` for what it lacks. */
export interface StoredSizes {
  blob(digest: Digest): number | undefined;
  manifest(digest: Digest): number | undefined;
}

export interface MissingReferences {
  readonly blobs: readonly Digest[];
  readonly children: readonly Digest[];
}

/**
 * What a manifest lists and its repository lacks, for metadata stores. An entry of an index may be a manifest or a blob.
 * @throws RegistryError `MANIFEST_INVALID` if a descriptor's size is not the size of what is stored
 */
export function findMissingReferences({ blobs, children }: Manifest, sizes: StoredSizes): MissingReferences {
  return {
    blobs: missingOf(blobs, (digest) => sizes.blob(digest)),
    children: missingOf(children, (digest) => sizes.manifest(digest) ?? sizes.blob(digest)),
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

/**
 * Refuses a manifest whose references are missing, but for those that may be.
 * @throws RegistryError `MANIFEST_BLOB_UNKNOWN` with one entry for each digest (PUSH-04)
 */
export function requireReferences(
  { blobs, children }: MissingReferences,
  allowMissing: { readonly blobs?: boolean; readonly children?: boolean } = {},
): void {
  const refused = new Set([...(allowMissing.blobs ? [] : blobs), ...(allowMissing.children ? [] : children)]);
  if (refused.size === 0) return;
  const message = 'the manifest references content that the repository does not have';
  const [first, ...further] = Array.from(
    refused,
    (digest): RegistryErrorEntry => ({ code: 'MANIFEST_BLOB_UNKNOWN', message, detail: { digest } }),
  );
  throw new RegistryError('MANIFEST_BLOB_UNKNOWN', message, { detail: first?.detail, further });
}
