import type { Digest } from '@lading/core';
import { UsageError } from '../failure/command-error.js';
import { parseReference, type RegistryReference } from '../location/location.js';

/** What names a blob: it has no tags. */
export interface BlobReference extends Omit<RegistryReference, 'tag'> {
  readonly digest: Digest;
}

/** @throws UsageError */
export function parseBlobReference(text: string): BlobReference {
  const { tag: _, digest, ...repository } = parseReference(text);
  if (digest === undefined) throw new UsageError(`${text} names no blob`, 'write it as HOST/REPOSITORY@DIGEST');
  return { ...repository, digest };
}
