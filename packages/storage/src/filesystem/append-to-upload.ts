import { dirname } from 'node:path';
import { type AppendOptions, eachUntilAborted, isRegistryError } from '@lading/core';
import { BatchWriter } from './batch-writer.js';
import { uploadPath } from './blob-layout.js';
import { digestUpload } from './digest-stored.js';
import type { OpenFile } from './file-system.js';
import type { FilesystemUpload } from './filesystem-upload.js';
import type { RunningDigest } from './running-digest.js';
import type { RunningDigests } from './running-digests.js';
import type { StorageDirectory } from './storage-directory.js';
import { openUploadFile } from './upload-file.js';

/** Adds bytes to the file of an upload and to its digest, and makes them durable. */
export async function appendToUpload(
  directory: StorageDirectory,
  digests: RunningDigests,
  upload: FilesystemUpload,
  bytes: AsyncIterable<Uint8Array>,
  { algorithm = upload.algorithm, signal }: AppendOptions,
): Promise<FilesystemUpload> {
  signal?.throwIfAborted();
  const { id, size } = upload;
  const file = size === 0 ? await directory.create(uploadPath(id)) : await openUploadFile(directory, upload);
  try {
    const running = await digestUpload(digests, file, upload, algorithm, signal);
    // Should this try fail, the next goes on from here and reads nothing again.
    digests.keep(id, running.copy());
    await writeAll(file, size, eachUntilAborted(bytes, signal), running);
    if (size === 0) await directory.sync(dirname(uploadPath(id)));
    digests.keep(id, running);
    return { id, algorithm, size: running.size, digests: { [algorithm]: running.digest() } };
  } catch (error) {
    if (isRegistryError(error, 'UNAVAILABLE')) await putBack(directory, upload);
    throw error;
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
 * After the disk has failed: gives back the space, and the pages that a failed flush may have marked as written. A source
 * that failed leaves its bytes to the next try, for by then this one may no longer be the only writer.
 */
async function putBack(directory: StorageDirectory, { id, size }: { id: string; size: number }): Promise<void> {
  const path = uploadPath(id);
  await (size === 0 ? directory.remove(path) : directory.truncate(path, size)).catch(() => {});
}
