import type { DigestAlgorithm } from '@lading/core';
import type { OpenFile } from './file-system.js';
import { RunningDigest } from './running-digest.js';
import { readBlocks } from './upload-file.js';

/** The digest of the first `size` bytes of a file, which another process wrote or which need another algorithm. */
export async function digestStored(
  file: OpenFile,
  size: number,
  algorithm: DigestAlgorithm,
  signal?: AbortSignal,
): Promise<RunningDigest> {
  const running = new RunningDigest(algorithm);
  for await (const block of readBlocks(file, size)) {
    signal?.throwIfAborted();
    running.update(block);
  }
  return running;
}
