import { isRegistryError, RegistryError } from '@lading/core';
import { blobKey, digestName, newName, openKey, tailKey, uploadUnknown } from '../blob/blob-keys.js';
import { openBlob } from '../blob/blob-reader.js';
import type { S3Bucket } from '../bucket/s3-bucket.js';
import { type S3Upload, tailSizeOf } from './s3-upload.js';
import { uploadDigest } from './upload-digest.js';

/**
 * Reads the bytes after the last part and checks their digest, so that a client is not blamed for errors of the storage.
 * @throws RegistryError `BLOB_UPLOAD_UNKNOWN` if they are gone: the upload was committed or aborted
 */
export async function readTail(bucket: S3Bucket, upload: S3Upload, signal?: AbortSignal): Promise<Uint8Array> {
  const { id, tail, isInPlace, digest } = upload;
  const inPlace = isInPlace && digest !== undefined ? blobKey(id, digestName(digest)) : undefined;
  const key = tail === undefined ? inPlace : tailKey(id, tail);
  if (key === undefined) return new Uint8Array();
  const bytes = await readObject(bucket, key, signal);
  if (bytes.byteLength !== tailSizeOf(upload)) throw storedWrongly();
  if ((await uploadDigest(upload, bytes)) !== digest) throw storedWrongly();
  return bytes;
}

async function readObject(bucket: S3Bucket, key: string, signal: AbortSignal | undefined): Promise<Uint8Array> {
  try {
    const chunks = await openBlob(bucket, key, signal === undefined ? {} : { signal });
    return Buffer.concat(await chunks.toArray());
  } catch (error) {
    throw isRegistryError(error, 'BLOB_UNKNOWN') ? uploadUnknown(error) : error;
  }
}

/** Stores bytes under a new name, so that an older state of the upload, with an older tail, stays valid. */
export async function putTail(
  bucket: S3Bucket,
  id: string,
  bytes: Uint8Array,
  signal?: AbortSignal,
): Promise<string | undefined> {
  if (bytes.byteLength === 0) return undefined;
  const tail = newName();
  await bucket.put(tailKey(id, tail), bytes, { signal });
  return tail;
}

/** Creates the object that marks an upload as open. An abort deletes it, which `requireOpen` detects. */
export function markOpen(bucket: S3Bucket, id: string, signal?: AbortSignal): Promise<void> {
  return bucket.put(openKey(id), new Uint8Array(), { signal });
}

/** @throws RegistryError `BLOB_UPLOAD_UNKNOWN` if the upload was aborted in the meantime */
export async function requireOpen(bucket: S3Bucket, id: string, signal?: AbortSignal): Promise<void> {
  if ((await bucket.find(openKey(id), signal)) === undefined) throw uploadUnknown();
}

/** The error for a store that has stored other bytes than it received. */
export function storedWrongly(): RegistryError {
  return new RegistryError('UNAVAILABLE', 'the storage does not keep what it was sent');
}

/** S3 has kept something else than it was sent, and the bytes of the upload are gone: the client has to begin it again. */
export function uploadLost(): RegistryError {
  return new RegistryError('BLOB_UPLOAD_UNKNOWN', 'the storage has lost the upload', {
    reason: 'content-lost',
    cause: storedWrongly(),
  });
}
