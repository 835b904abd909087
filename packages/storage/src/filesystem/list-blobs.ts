import type { BlobLocation, StoredBlob } from '@lading/core';
import { isLocation } from './blob-layout.js';
import type { StorageDirectory } from './storage-directory.js';

/** Lists the committed blobs. It has at most one folder of each level open at a time. */
export async function* listBlobs(
  directory: StorageDirectory,
  folder = 'blobs',
): AsyncGenerator<StoredBlob, void, undefined> {
  for await (const entry of directory.entries(folder)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) yield* listBlobs(directory, path);
    // Skips files that people put into the folders.
    const file = isLocation(path) ? await directory.find(path) : undefined;
    if (file?.isFile()) yield { location: path as BlobLocation, size: file.size, modifiedAt: file.mtime };
  }
}
