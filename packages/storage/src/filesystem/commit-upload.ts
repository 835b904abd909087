import { dirname } from 'node:path';
import { algorithmOf, type BlobLocation, type Digest, parseDigestAlgorithm, RegistryError } from '@lading/core';
import { newUploadId, uploadPath } from './blob-layout.js';
import { digestStored } from './digest-stored.js';
import type { FilesystemUpload } from './filesystem-upload.js';
import type { StorageDirectory } from './storage-directory.js';
import { codeOf, isFailedFlush, onDisk } from './storage-failure.js';
import { takeUploadFile } from './take-upload-file.js';
import { openUploadFile, uploadUnknown } from './upload-file.js';
import { removeUploadFiles } from './upload-files.js';

/**
 * Checks size and digest of what is stored and moves it to its location, where it lasts: file flushed, renamed, folders
 * flushed.
 */
export async function commitUpload(
  directory: StorageDirectory,
  upload: FilesystemUpload,
  digest: Digest,
  location: BlobLocation,
): Promise<void> {
  const file = await directory.find(uploadPath(upload));
  const isPublished = file === undefined && (await directory.find(location)) !== undefined;
  const isOnlyFile = isPublished || (await checkAndPublish(directory, upload, file?.size, digest, location));
  await makeLast(directory, location);
  // Writers that were given up may have left them. What can't be removed now is swept some day.
  if (!isOnlyFile) await removeUploadFiles(directory, upload.id).catch(() => {});
}

/** Says whether no other file of the upload can be left. */
async function checkAndPublish(
  directory: StorageDirectory,
  upload: FilesystemUpload,
  size: number | undefined,
  digest: Digest,
  location: BlobLocation,
): Promise<boolean> {
  const known = upload.digests[parseDigestAlgorithm(algorithmOf(digest))];
  const isTaken = size === undefined && upload.size > 0;
  if (isTaken && known !== undefined) requireSame(known, digest);
  const own = isTaken ? await takeUploadFile(directory, upload, newUploadId()) : upload;
  // Each append flushed what it wrote: only a file that this commit changes needs another flush.
  if (size === upload.size && known !== undefined) requireSame(known, digest);
  else await checkFile(directory, own, digest);
  await publish(directory, uploadPath(own), location);
  return own.isCopied !== true;
}

/** Brings the file to the size that was acknowledged, and reads it if its digest is not known. */
async function checkFile(directory: StorageDirectory, upload: FilesystemUpload, digest: Digest): Promise<void> {
  const algorithm = parseDigestAlgorithm(algorithmOf(digest));
  const file = upload.size === 0 ? await directory.create(uploadPath(upload)) : await openUploadFile(directory, upload);
  try {
    const known = upload.digests[algorithm] ?? (await digestStored(file, upload.size, algorithm)).digest();
    requireSame(known, digest);
    await onDisk(file.sync());
  } finally {
    await file.close();
  }
}

function requireSame(actual: Digest, expected: Digest): void {
  if (actual !== expected)
    throw new RegistryError('DIGEST_INVALID', 'the content has another digest', { detail: { expected, actual } });
}

async function publish(directory: StorageDirectory, path: string, location: BlobLocation): Promise<void> {
  const folder = dirname(location);
  while (true) {
    await directory.makeDirectory(folder);
    try {
      return await directory.rename(path, location);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
      if ((await directory.find(path)) === undefined) return requirePublished(directory, location, error);
      // A delete of the same digest took the emptied folder away between the two calls: make it again.
    }
  }
}

/** The upload is gone: another commit of it came first, or an abort. */
async function requirePublished(directory: StorageDirectory, location: BlobLocation, cause: unknown): Promise<void> {
  if ((await directory.find(location)) !== undefined) return;
  await directory.removeIfEmpty(dirname(location));
  throw uploadUnknown(cause);
}

/** A flush that failed may not be tried again, for the second may succeed and be wrong: then the blob has to go. */
async function makeLast(directory: StorageDirectory, location: BlobLocation): Promise<void> {
  const folder = dirname(location);
  try {
    await Promise.all([directory.sync(folder), directory.sync(dirname(folder))]);
  } catch (error) {
    if (isFailedFlush(error)) await directory.removeBlob(location).catch(() => {});
    throw error;
  }
}
