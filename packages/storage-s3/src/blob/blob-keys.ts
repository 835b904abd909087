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
 * What the bytes of an upload are called below it: their digest where it is known before the first of them is written.
 * Two writers of one upload, of whom one has been given up, then write the same bytes or to different keys.
 * @throws RegistryError `DIGEST_INVALID` if the digest can't be verified here
 */
export function digestName(digest: Digest): string {
  parseVerifiableDigest(digest);
  return `${algorithmOf(digest)}/${encodedOf(digest)}`;
}

/** The digest that such a name tells. */
export function digestOfName(name: string): Digest | undefined {
  const digest = name.replace('/', ':');
  return isDigest(digest) ? digest : undefined;
}

/** Whether bytes of an upload may be called this: by their digest, or by a name of their own. */
export function isBlobName(value: unknown): value is string {
  return isName(value) || (typeof value === 'string' && digestOfName(value) !== undefined);
}

/** The key that bytes of an upload are written to, once and for all: nothing is copied at the end. */
export function blobKey(id: string, name: string): BlobLocation {
  return `${blobStart(id)}${name}` as BlobLocation;
}

/** What all keys begin with that bytes of an upload may be written to. */
export function blobStart(id: string): string {
  return `${blobsStart}${id}/`;
}

/** Whether this is a location of a store of this kind: all others name nothing. */
export function isLocation(text: string): text is BlobLocation {
  const [, id, name] = /^blobs\/([^/]+)\/(.+)$/.exec(text) ?? [];
  return isName(id) && isBlobName(name);
}

/** What locations begin with whose objects somebody else has written. */
const adoptedStart = 'adopted/';

/** Names an object by its whole key, whatever the prefix of the store is. It tells the upload too, to be used once. */
export function adoptedLocation(id: string, key: string): BlobLocation {
  return `${adoptedStart}${id}/${key}` as BlobLocation;
}

/** The whole key of an object that somebody else has written; `undefined` for all other locations. */
export function adoptedKeyOf(location: string): string | undefined {
  const [, id, key] = /^adopted\/([^/]+)\/(.+)$/s.exec(location) ?? [];
  return isName(id) ? key : undefined;
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
