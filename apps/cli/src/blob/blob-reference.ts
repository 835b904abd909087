import { type ImageReference } from '@lading/client';
import type { Digest } from '@lading/core';
import { UsageError } from '../failure/command-error.js';
import { parseReference } from '../location/location.js';

/** What names a blob: it has no tags. */
export interface BlobReference extends Pick<ImageReference, 'registry' | 'repository'> {
  readonly digest: Digest;
}

/** @throws UsageError */
export function parseBlobReference(text: string): BlobReference {
  const { registry, repository, digest } = parseReference(text);
  if (digest === undefined) throw new UsageError(`${text} names no blob`, 'write it as HOST/REPOSITORY@DIGEST');
  return { registry, repository, digest };
}
