import { randomUUID } from 'node:crypto';
import {
  algorithmOf,
  type BlobLocation,
  type Digest,
  encodedOf,
  parseVerifiableDigest,
  RegistryError,
} from '@lading/core';

const uploadId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Names a new upload, or a file of one. The name goes into its location, so no two blobs ever share one. */
export function newUploadId(): string {
  return randomUUID();
}

/**
 * Reads the name of an upload; nothing else becomes part of a path.
 * @throws RegistryError `BLOB_UPLOAD_UNKNOWN`
 */
export function parseUploadId(value: unknown): string {
  if (isUploadId(value)) return value;
  throw new RegistryError('BLOB_UPLOAD_UNKNOWN', 'the upload is not known');
}

export function isUploadId(value: unknown): value is string {
  return typeof value === 'string' && uploadId.test(value);
}

/** Which file an upload is in; none has a name before the first append. */
export interface UploadName {
  readonly id: string;
  readonly name?: string | undefined;
}

/** Where the bytes of an unfinished upload are, below the store's folder. */
export function uploadPath({ id, name }: UploadName): string {
  return `${uploadFolder(id)}/${id}${name === undefined ? '' : `.${name}`}`;
}

export function uploadFolder(id: string): string {
  return `uploads/${id.slice(0, 2)}`;
}

/** Whether a file of that folder belongs to this upload. */
export function isFileOf(id: string, file: string): boolean {
  return file === id || file.startsWith(`${id}.`);
}

/**
 * Where an upload goes when it is committed: `blobs/<algorithm>/<first two of the digest>/<digest>.<upload>`. The digest is
 * there for people and for repair, the upload makes it unique.
 * @throws RegistryError `DIGEST_INVALID` if the digest can't be verified here
 */
export function locationOf(id: string, digest: Digest): BlobLocation {
  parseVerifiableDigest(digest);
  const encoded = encodedOf(digest);
  return `blobs/${algorithmOf(digest)}/${encoded.slice(0, 2)}/${encoded}.${id}` as BlobLocation;
}

/**
 * Whether this is a location of a store of this kind: all others name nothing, however they climb about. Early
 * ones are files in folders of their own, `<digest>/<upload>`.
 */
export function isLocation(text: string): text is BlobLocation {
  const [blobs, algorithm, shard, encoded = '', id, ...further] = text.split(/[/.]/);
  if (blobs !== 'blobs' || further.length > 0 || !isUploadId(id)) return false;
  try {
    parseVerifiableDigest(`${algorithm}:${encoded}`);
  } catch {
    return false;
  }
  return shard === encoded.slice(0, 2);
}
