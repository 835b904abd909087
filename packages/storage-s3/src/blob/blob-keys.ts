import { randomUUID } from 'node:crypto';
import { type BlobLocation, type Digest, parseVerifiableDigest, RegistryError } from '@lading/core';

const name = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Where committed blobs are. */
export const blobsStart = 'blobs/';
/** Where that is kept of unfinished uploads which is not yet a part. */
export const uploadsStart = 'uploads/';

/** Names a new upload, or an object of one. */
export function newName(): string {
  return randomUUID();
}

export function isName(value: unknown): value is string {
  return typeof value === 'string' && name.test(value);
}

/**
 * Reads the name of an upload; nothing else becomes part of a key.
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
 * The key that the bytes of an upload are written to, once and for all. It can't tell the digest, for a multipart upload
 * has its key before its first byte, and nothing is copied at the end.
 * @throws RegistryError `DIGEST_INVALID` if the digest can't be verified here
 */
export function locationOf(id: string, digest: Digest): BlobLocation {
  parseVerifiableDigest(digest);
  return blobKey(id) as BlobLocation;
}

export function blobKey(id: string): string {
  return blobsStart + id;
}

/** Whether this is a location of a store of this kind: all others name nothing. */
export function isLocation(text: string): text is BlobLocation {
  return text.startsWith(blobsStart) && isName(text.slice(blobsStart.length));
}

/** What all objects of an unfinished upload begin with. */
export function uploadStart(id: string): string {
  return `${uploadsStart}${id}/`;
}

/** An empty object that is there as long as the upload may go on. */
export function openKey(id: string): string {
  return `${uploadStart(id)}open`;
}

/** The last bytes of an upload, which are too few for a part. */
export function tailKey(id: string, tail: string): string {
  return uploadStart(id) + tail;
}
