import type { Digest } from '@lading/core';
import { UsageError } from '../failure/command-error.js';
import { parseReference, type RegistryReference } from './location.js';

/** The reference of a blob, which has no tag. */
export interface BlobReference extends Omit<RegistryReference, 'tag'> {
  readonly digest: Digest;
}

/** @throws UsageError */
export function parseBlobReference(text: string): BlobReference {
  const { tag: _, digest, ...repository } = parseReference(text);
  if (digest === undefined) throw new UsageError(`${text} has no digest`, 'write it as HOST/REPOSITORY@DIGEST');
  return { ...repository, digest };
}
