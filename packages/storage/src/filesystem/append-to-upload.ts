import { type AppendOptions, type DigestAlgorithm, eachUntilAborted } from '@lading/core';
import { BatchWriter } from './batch-writer.js';
import { newUploadId, uploadFolder, uploadPath } from './blob-layout.js';
import { digestUpload } from './digest-stored.js';
import type { OpenFile } from './file-system.js';
import type { FilesystemUpload } from './filesystem-upload.js';
import type { RunningDigest } from './running-digest.js';
import type { RunningDigests } from './running-digests.js';
import type { StorageDirectory } from './storage-directory.js';
import { takeUploadFile } from './take-upload-file.js';
import { openUploadFile } from './upload-file.js';

/** Adds bytes to the file of an upload and to its digest, and makes them durable. */
export async function appendToUpload(
  directory: StorageDirectory,
  digests: RunningDigests,
  upload: FilesystemUpload,
  bytes: AsyncIterable<Uint8Array>,
  { algorithm = upload.algorithm, closing, signal }: AppendOptions,
): Promise<FilesystemUpload> {
  signal?.throwIfAborted();
  const { id, size } = upload;
  const name = newUploadId();
  const taken = size === 0 ? { ...upload, name } : await takeUploadFile(directory, upload, name);
  try {
    const running = await write(directory, digests, taken, bytes, algorithm, signal);
    // The commit that follows moves the file and makes its new entry durable.
    if (size === 0 && closing === undefined) await directory.sync(uploadFolder(id));
    digests.keep(id, running);
    const isClosed = closing !== undefined;
    return { ...taken, algorithm, size: running.size, digests: { [algorithm]: running.digest() }, isClosed };
  } catch (error) {
    await putBack(directory, upload, taken).catch(() => {});
    throw error;
  }
}

async function write(
  directory: StorageDirectory,
  digests: RunningDigests,
  upload: FilesystemUpload,
  bytes: AsyncIterable<Uint8Array>,
  algorithm: DigestAlgorithm,
  signal: AbortSignal | undefined,
): Promise<RunningDigest> {
  const { id, size } = upload;
  const file = size === 0 ? await directory.create(uploadPath(upload)) : await openUploadFile(directory, upload);
  try {
    const running = await digestUpload(digests, file, upload, algorithm, signal);
    // If this append fails, the next one continues from this digest without reading the file.
    digests.keep(id, running.copy());
    await writeAll(file, size, eachUntilAborted(bytes, signal), running);
    return running;
  } finally {
    await file.close();
  }
}

async function writeAll(
  file: OpenFile,
  position: number,
  bytes: AsyncIterable<Uint8Array>,
  running: RunningDigest,
): Promise<void> {
  const writer = new BatchWriter(file, position);
  try {
    for await (const chunk of bytes) {
      running.update(chunk);
      const room = writer.write(chunk);
      if (room !== undefined) await room;
    }
    await writer.flush();
  } finally {
    await writer.settle();
  }
}

/**
 * Restores the file after a failed append: frees its space and drops cached pages that a failed flush may have marked as
 * written. Then restores its name, so that the next append need not copy the file.
 */
async function putBack(directory: StorageDirectory, upload: FilesystemUpload, taken: FilesystemUpload): Promise<void> {
  const path = uploadPath(taken);
  if (upload.size === 0 || taken.isCopied !== upload.isCopied) {
    await directory.remove(path);
    return;
  }
  const file = await directory.find(path);
  // Truncating a file that has lost acknowledged bytes would fill it with zeros.
  if (file?.isFile() && file.size > upload.size) await directory.truncate(path, upload.size);
  await directory.rename(path, uploadPath(upload));
}
