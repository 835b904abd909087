import { constants } from 'node:fs';
import { RegistryError } from '@lading/core';
import { uploadPath } from './blob-layout.js';
import type { OpenFile } from './file-system.js';
import type { FilesystemUpload } from './filesystem-upload.js';
import type { StorageDirectory } from './storage-directory.js';
import { isAbsence, onDisk } from './storage-failure.js';

/** The most bytes in one read. */
const blockBytes = 1024 * 1024;

/**
 * Opens the file of an upload and truncates it to the size in its state. Bytes beyond this size are from a failed append.
 * @throws RegistryError `BLOB_UPLOAD_UNKNOWN` if bytes are missing
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
  return new RegistryError('BLOB_UPLOAD_UNKNOWN', 'the storage has lost the upload', { reason: 'content-lost', cause });
}

/** Reads a file from byte `start` to before byte `end`. Each block is valid until the next one is requested. */
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
