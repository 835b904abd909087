import type { DigestAlgorithm } from '@lading/core';
import type { OpenFile } from './file-system.js';
import type { FilesystemUpload } from './filesystem-upload.js';
import { RunningDigest } from './running-digest.js';
import type { RunningDigests } from './running-digests.js';
import { readBlocks } from './upload-file.js';

/**
 * The digest of all bytes of an upload so far. It reads only bytes that other processes have added since this process last
 * worked on the upload, each once. So the chunks of an upload may reach the replicas in any order.
 */
export async function digestUpload(
  digests: RunningDigests,
  file: OpenFile,
  upload: FilesystemUpload,
  algorithm: DigestAlgorithm,
  signal?: AbortSignal,
): Promise<RunningDigest> {
  const { id, size } = upload;
  const running = digests.take(id, algorithm, size);
  if (running !== undefined) {
    await readOn(running, file, size, signal);
    // It may include bytes that were never acknowledged and then replaced, so it is compared with the state.
    if (size === 0 || running.digest() === upload.digests[algorithm]) return running;
  }
  return digestStored(file, size, algorithm, signal);
}

/** The digest of the first `size` bytes of a file. */
export async function digestStored(
  file: OpenFile,
  size: number,
  algorithm: DigestAlgorithm,
  signal?: AbortSignal,
): Promise<RunningDigest> {
  const running = new RunningDigest(algorithm);
  await readOn(running, file, size, signal);
  return running;
}

async function readOn(running: RunningDigest, file: OpenFile, size: number, signal?: AbortSignal): Promise<void> {
  for await (const block of readBlocks(file, running.size, size)) {
    signal?.throwIfAborted();
    running.update(block);
  }
}
