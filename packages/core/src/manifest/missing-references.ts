import type { Descriptor } from '../descriptor/descriptor.js';
import type { Digest } from '../digest/digest.js';
import { requireArray } from '../error/arguments.js';
import { RegistryError, type RegistryErrorEntry } from '../error/registry-error.js';
import { isNondistributable } from '../media-type/media-types.js';
import type { Manifest } from './manifest.js';

/** The size in bytes of each digest that a manifest lists; `undefined` if the repository lacks it. */
export interface StoredSizes {
  blob(digest: Digest): number | undefined;
  manifest(digest: Digest): number | undefined;
}

export interface MissingReferences {
  readonly blobs: readonly Digest[];
  /** Blobs that may be missing, because their media type is non-distributable (PUSH-05). */
  readonly nondistributable: readonly Digest[];
  readonly children: readonly Digest[];
}

export interface FindReferencesOptions {
  /** Accepts a descriptor whose size differs from that of the stored content. */
  readonly allowOtherSizes?: boolean | undefined;
}

/**
 * Finds the references of a manifest that its repository lacks. An entry of an index may be a manifest or a blob.
 * @throws RegistryError `MANIFEST_INVALID` if the size in a descriptor differs from that of the stored content
 */
export function findMissingReferences(
  { blobs, children }: Manifest,
  sizes: StoredSizes,
  { allowOtherSizes = false }: FindReferencesOptions = {},
): MissingReferences {
  requireArray(blobs, 'the blobs of a manifest');
  requireArray(children, 'the children of a manifest');
  const isMissing = (descriptor: Descriptor, size: number | undefined) => {
    if (size !== undefined && !allowOtherSizes) refuseOtherSize(descriptor, size);
    return size === undefined;
  };
  const missing = { blobs: new Set<Digest>(), nondistributable: new Set<Digest>(), children: new Set<Digest>() };
  for (const blob of blobs)
    if (isMissing(blob, sizes.blob(blob.digest)))
      missing[isNondistributable(blob.mediaType) ? 'nondistributable' : 'blobs'].add(blob.digest);
  for (const child of children)
    if (isMissing(child, sizes.manifest(child.digest) ?? sizes.blob(child.digest))) missing.children.add(child.digest);
  return {
    blobs: [...missing.blobs],
    nondistributable: [...missing.nondistributable],
    children: [...missing.children],
  };
}

function refuseOtherSize({ digest, size }: Descriptor, storedSize: number): void {
  if (storedSize === size) return;
  throw new RegistryError(
    'MANIFEST_INVALID',
    `a descriptor gives ${digest} a size of ${size} bytes, but the content has ${storedSize} bytes`,
    { detail: { digest, size, storedSize } },
  );
}

/** The number of digests that an answer names, so that it stays short. */
const namedReferences = 1000;

/**
 * Refuses a manifest with missing references, except those that may be missing.
 * @throws RegistryError `MANIFEST_BLOB_UNKNOWN` with one entry for each digest, up to 1000 of them (PUSH-04)
 */
export function requireReferences(
  { blobs, children }: Pick<MissingReferences, 'blobs' | 'children'>,
  allowMissing: { readonly blobs?: boolean; readonly children?: boolean } = {},
): void {
  requireArray(blobs, 'the missing blobs');
  requireArray(children, 'the missing children');
  const refused = new Set([...(allowMissing.blobs ? [] : blobs), ...(allowMissing.children ? [] : children)]);
  if (refused.size === 0) return;
  const unnamed = refused.size - namedReferences;
  const message = `the manifest references content that the repository does not have${unnamed > 0 ? `, and ${unnamed} digests more` : ''}`;
  const [first, ...further] = Array.from(refused)
    .slice(0, namedReferences)
    .map((digest): RegistryErrorEntry => ({ code: 'MANIFEST_BLOB_UNKNOWN', message, detail: { digest } }));
  throw new RegistryError('MANIFEST_BLOB_UNKNOWN', message, { detail: first?.detail, further });
}
