import { constants } from 'node:fs';
import { RegistryError } from '@lading/core';
import { uploadPath } from './blob-layout.js';
import type { OpenFile } from './file-system.js';
import type { FilesystemUpload } from './filesystem-upload.js';
import type { StorageDirectory } from './storage-directory.js';
import { isAbsence, onDisk } from './storage-failure.js';

/** Bytes in one call to the file system, written or read. */
const blockBytes = 1024 * 1024;

/**
 * Opens the bytes of an upload, cut to the size that its state tells: what lies beyond is of a try that failed.
 * @throws RegistryError `BLOB_UPLOAD_UNKNOWN` if they are not all there
 */
export async function openUploadFile(directory: StorageDirectory, upload: FilesystemUpload): Promise<OpenFile> {
  const file = await openExisting(directory, uploadPath(upload));
  try {
    const { size } = await onDisk(file.stat());
    if (size < upload.size) throw uploadUnknown();
    if (size > upload.size) await onDisk(file.truncate(upload.size));
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function openExisting(directory: StorageDirectory, path: string): Promise<OpenFile> {
  try {
    return await directory.open(path, constants.O_RDWR);
  } catch (error) {
    throw isAbsence(error) ? uploadUnknown(error) : error;
  }
}

export function uploadUnknown(cause?: unknown): RegistryError {
  return new RegistryError('BLOB_UPLOAD_UNKNOWN', 'the upload is not known', { cause });
}

/** The disk has failed and the bytes of the upload are gone: the client has to begin it again. */
export function uploadLost(cause: unknown): RegistryError {
  return new RegistryError('BLOB_UPLOAD_UNKNOWN', 'the storage has lost the upload', { status: 503, cause });
}

/** Reads a file from byte `start` up to byte `end`, which is not read; each block is good until the next is asked for. */
export async function* readBlocks(
  file: OpenFile,
  start: number,
  end: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  const buffer = Buffer.allocUnsafe(Math.min(end - start, blockBytes));
  for (let position = start; position < end; ) {
    const length = Math.min(buffer.byteLength, end - position);
    const { bytesRead } = await onDisk(file.read(buffer, 0, length, position));
    if (bytesRead === 0) throw uploadUnknown();
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
