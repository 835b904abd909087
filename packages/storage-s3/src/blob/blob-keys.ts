import { randomUUID } from 'node:crypto';
import {
  algorithmOf,
  type BlobLocation,
  type Digest,
  encodedOf,
  isDigest,
  parseVerifiableDigest,
  RegistryError,
} from '@lading/core';

const name = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The start of the keys of committed blobs. */
export const blobsStart = 'blobs/';
/** The start of the keys of objects that belong to unfinished uploads and are not yet a part. */
export const uploadsStart = 'uploads/';

/** Creates the id of a new upload, or the name of one of its objects. */
export function newName(): string {
  return randomUUID();
}

export function isName(value: unknown): value is string {
  return typeof value === 'string' && name.test(value);
}

/**
 * Checks the id of an upload before it becomes part of a key.
 * @throws RegistryError `BLOB_UPLOAD_UNKNOWN`
 */
export function parseUploadId(value: unknown): string {
  if (isName(value)) return value;
  throw uploadUnknown();
}

export function uploadUnknown(cause?: unknown): RegistryError {
  return new RegistryError('BLOB_UPLOAD_UNKNOWN', 'the upload is not known', { cause });
}

/**
 * The name of the bytes of an upload whose digest is known before the first byte is written. If a writer that lost its claim
 * still writes, it and the new writer write either the same bytes or to different keys.
 * @throws RegistryError `DIGEST_INVALID` if the store cannot verify the digest
 */
export function digestName(digest: Digest): string {
  parseVerifiableDigest(digest);
  return `${algorithmOf(digest)}/${encodedOf(digest)}`;
}

/** The digest in a name; `undefined` if the name has none. */
export function digestOfName(name: string): Digest | undefined {
  const digest = name.replace('/', ':');
  return isDigest(digest) ? digest : undefined;
}

/** Whether a value is a name for the bytes of an upload: a digest, or a name from `newName`. */
export function isBlobName(value: unknown): value is string {
  return isName(value) || (typeof value === 'string' && digestOfName(value) !== undefined);
}

/** The final key of the bytes of an upload. They are written there at once, so a commit copies nothing. */
export function blobKey(id: string, name: string): BlobLocation {
  return `${blobStart(id)}${name}` as BlobLocation;
}

/** The start of all keys to which the bytes of an upload may be written. */
export function blobStart(id: string): string {
  return `${blobsStart}${id}/`;
}

/** Whether a text is a location of this kind of store. Nothing else reaches S3. */
export function isLocation(text: string): text is BlobLocation {
  const [, id, name] = /^blobs\/([^/]+)\/(.+)$/.exec(text) ?? [];
  return isName(id) && isBlobName(name);
}

/** The start of the locations of objects that another program has written. */
const adoptedStart = 'adopted/';

/** The location of an object with any key in the bucket, also outside the prefix. The upload id makes it unique. */
export function adoptedLocation(id: string, key: string): BlobLocation {
  return `${adoptedStart}${id}/${key}` as BlobLocation;
}

/** The whole key of an object that another program has written; `undefined` for all other locations. */
export function adoptedKeyOf(location: string): string | undefined {
  const [, id, key] = /^adopted\/([^/]+)\/(.+)$/s.exec(location) ?? [];
  return isName(id) ? key : undefined;
}

/** The start of the keys of all objects of an unfinished upload. */
export function uploadStart(id: string): string {
  return `${uploadsStart}${id}/`;
}

/** The key of an empty object that exists until the upload ends. */
export function openKey(id: string): string {
  return `${uploadStart(id)}open`;
}

/** The key of the last bytes of an upload, which are too few for a part. */
export function tailKey(id: string, tail: string): string {
  return uploadStart(id) + tail;
}
