import { dirname } from 'node:path';
import { algorithmOf, type BlobLocation, type Digest, parseDigestAlgorithm, RegistryError } from '@lading/core';
import { newUploadId, uploadPath } from './blob-layout.js';
import { digestStored } from './digest-stored.js';
import type { OpenFile } from './file-system.js';
import type { FilesystemUpload } from './filesystem-upload.js';
import type { StorageDirectory } from './storage-directory.js';
import { isFailedFlush, onDisk } from './storage-failure.js';
import { takeUploadFile } from './take-upload-file.js';
import { openUploadFile, uploadLost, uploadUnknown } from './upload-file.js';
import { removeUploadFiles } from './upload-files.js';

/**
 * Checks the size and the digest of the stored bytes and makes them durable at their location: it flushes the file, renames
 * it and flushes the folder.
 */
export async function commitUpload(
  directory: StorageDirectory,
  upload: FilesystemUpload,
  digest: Digest,
  location: BlobLocation,
): Promise<void> {
  const isClosed = await publishClosed(directory, upload, digest, location);
  const isOnlyFile = isClosed ? !upload.isCopied : await findAndPublish(directory, upload, digest, location);
  await makeLast(directory, location);
  // Writers that lost their claim may have left files. `sweep` deletes those that cannot be removed now.
  if (!isOnlyFile) await removeUploadFiles(directory, upload.id).catch(() => {});
}

/** Moves the file of an upload that its last append closed. Returns whether the file existed. */
async function publishClosed(
  directory: StorageDirectory,
  upload: FilesystemUpload,
  digest: Digest,
  location: BlobLocation,
): Promise<boolean> {
  const known = knownDigest(upload, digest);
  if (!upload.isClosed || known === undefined) return false;
  requireSame(known, digest);
  return directory.move(uploadPath(upload), location);
}

/** Returns whether the upload has no other files. */
async function findAndPublish(
  directory: StorageDirectory,
  upload: FilesystemUpload,
  digest: Digest,
  location: BlobLocation,
): Promise<boolean> {
  const size = (await directory.find(uploadPath(upload)))?.size;
  if (size === undefined && (await directory.find(location)) !== undefined) return true;
  const known = knownDigest(upload, digest);
  const isTaken = size === undefined && upload.size > 0;
  if (isTaken && known !== undefined) requireSame(known, digest);
  const own = isTaken ? await takeUploadFile(directory, upload, newUploadId()) : upload;
  // Each append flushed its bytes. Only a file that this commit changes needs another flush.
  if (size === upload.size && known !== undefined) requireSame(known, digest);
  else await checkFile(directory, own, digest);
  // If the file is missing, another commit or an abort came first.
  if (!(await directory.move(uploadPath(own), location)) && (await directory.find(location)) === undefined)
    throw uploadUnknown();
  return own.isCopied !== true;
}

/** Truncates the file to the acknowledged size, and reads it if its digest is not known. */
async function checkFile(directory: StorageDirectory, upload: FilesystemUpload, digest: Digest): Promise<void> {
  const file = upload.size === 0 ? await directory.create(uploadPath(upload)) : await openUploadFile(directory, upload);
  try {
    requireSame(knownDigest(upload, digest) ?? (await digestAs(digest, file, upload.size)), digest);
    await onDisk(file.sync());
  } finally {
    await file.close();
  }
}

/** The digest of the stored bytes, with the algorithm of another digest. */
async function digestAs(digest: Digest, file: OpenFile, size: number): Promise<Digest> {
  return (await digestStored(file, size, parseDigestAlgorithm(algorithmOf(digest)))).digest();
}

/** The digest that the appends computed, if they used the algorithm of this digest. */
function knownDigest({ digests }: FilesystemUpload, digest: Digest): Digest | undefined {
  return digests[parseDigestAlgorithm(algorithmOf(digest))];
}

function requireSame(actual: Digest, expected: Digest): void {
  if (actual !== expected)
    throw new RegistryError('DIGEST_INVALID', 'the content has another digest', { detail: { expected, actual } });
}

/**
 * Makes the entry of a blob durable. A failed flush must not be repeated, because the second flush may succeed although bytes
 * were lost. The blob is then removed, and with it the only bytes of the upload.
 */
async function makeLast(directory: StorageDirectory, location: BlobLocation): Promise<void> {
  try {
    await directory.sync(dirname(location));
  } catch (error) {
    if (!isFailedFlush(error)) throw error;
    await directory.remove(location).catch(() => {});
    throw uploadLost(error);
  }
}
