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

/** Creates the id of a new upload, or the name of one of its files. It is part of the location, so locations are unique. */
export function newUploadId(): string {
  return randomUUID();
}

/**
 * Checks the id of an upload before it becomes part of a path.
 * @throws RegistryError `BLOB_UPLOAD_UNKNOWN`
 */
export function parseUploadId(value: unknown): string {
  if (isUploadId(value)) return value;
  throw new RegistryError('BLOB_UPLOAD_UNKNOWN', 'the upload is not known');
}

export function isUploadId(value: unknown): value is string {
  return typeof value === 'string' && uploadId.test(value);
}

/** The file of an upload. It has no name before the first append. */
export interface UploadName {
  readonly id: string;
  readonly name?: string | undefined;
}

/** The path of the bytes of an unfinished upload, below the folder of the store. */
export function uploadPath({ id, name }: UploadName): string {
  return `${uploadFolder(id)}/${id}${name === undefined ? '' : `.${name}`}`;
}

export function uploadFolder(id: string): string {
  return `uploads/${id.slice(0, 2)}`;
}

/** Whether a file in the folder of an upload belongs to it. */
export function isFileOf(id: string, file: string): boolean {
  return file === id || file.startsWith(`${id}.`);
}

/**
 * The location of a committed upload: `blobs/<algorithm>/<first two of the digest>/<digest>.<upload>`. The digest is there
 * for people and for repairs, and the upload id makes the location unique.
 * @throws RegistryError `DIGEST_INVALID` if the store cannot verify the digest
 */
export function locationOf(id: string, digest: Digest): BlobLocation {
  parseVerifiableDigest(digest);
  const encoded = encodedOf(digest);
  return `blobs/${algorithmOf(digest)}/${encoded.slice(0, 2)}/${encoded}.${id}` as BlobLocation;
}

/**
 * Whether a text is a location of this kind of store. Nothing else, such as a path with `..`, reaches the file system.
 * Older locations end with `<digest>/<upload>`: a file in its own folder.
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
