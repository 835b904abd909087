import { constants } from 'node:fs';
import { dirname } from 'node:path';
import { parseDigestAlgorithm } from '@lading/core';
import { BatchWriter } from './batch-writer.js';
import { uploadPath } from './blob-layout.js';
import type { OpenFile } from './file-system.js';
import type { FilesystemUpload } from './filesystem-upload.js';
import { RunningDigest } from './running-digest.js';
import type { StorageDirectory } from './storage-directory.js';
import { codeOf, isAbsence, onDisk } from './storage-failure.js';
import { readBlocks, uploadUnknown } from './upload-file.js';
import { listUploadFiles } from './upload-files.js';

/**
 * Gives the file of an upload a name that only this writer knows. If the file is missing, another writer has renamed it, and
 * may still have it open and write to it later. Then the bytes up to the size of the upload are copied to a new file.
 * @throws RegistryError `BLOB_UPLOAD_UNKNOWN` if no file has them
 */
export async function takeUploadFile(
  directory: StorageDirectory,
  upload: FilesystemUpload,
  name: string,
): Promise<FilesystemUpload> {
  const taken = { ...upload, name };
  try {
    await directory.rename(uploadPath(upload), uploadPath(taken));
    return taken;
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    await copyUploadFile(directory, upload, uploadPath(taken));
    return { ...taken, isCopied: true };
  }
}

/** Copies the bytes of an upload, up to the size in its state, from the file that has them. */
async function copyUploadFile(directory: StorageDirectory, upload: FilesystemUpload, path: string): Promise<void> {
  for (const candidate of await listUploadFiles(directory, upload.id)) {
    if (await copyIfSame(directory, upload, candidate, path)) return directory.sync(dirname(path));
    await directory.remove(path);
  }
  throw uploadUnknown();
}

/** Returns whether the bytes of the candidate are those of the upload. */
async function copyIfSame(
  directory: StorageDirectory,
  upload: FilesystemUpload,
  candidate: string,
  path: string,
): Promise<boolean> {
  const file = await openIfThere(directory, candidate);
  if (file === undefined) return false;
  try {
    const { size } = await onDisk(file.stat());
    return size >= upload.size && (await copyAndCompare(directory, upload, file, path));
  } finally {
    await file.close();
  }
}

/** Computes the digest of the copied bytes, because the other writer may change the file meanwhile. */
async function copyAndCompare(
  directory: StorageDirectory,
  { size, digests }: FilesystemUpload,
  file: OpenFile,
  path: string,
): Promise<boolean> {
  const [algorithm, digest] = Object.entries(digests)[0] ?? [];
  if (algorithm === undefined) return false;
  const running = new RunningDigest(parseDigestAlgorithm(algorithm));
  const copy = await directory.create(path);
  const writer = new BatchWriter(copy, 0);
  try {
    for await (const block of readBlocks(file, 0, size)) {
      running.update(block);
      await writer.write(Buffer.from(block));
    }
    await writer.flush();
  } finally {
    await writer.settle();
    await copy.close();
  }
  return running.digest() === digest;
}

async function openIfThere(directory: StorageDirectory, path: string): Promise<OpenFile | undefined> {
  try {
    return await directory.open(path, constants.O_RDONLY);
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}
