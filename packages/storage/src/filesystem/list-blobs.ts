import type { BlobLocation, StoredBlob } from '@lading/core';
import { isLocation } from './blob-layout.js';
import type { StorageDirectory } from './storage-directory.js';

/** Goes through the folders of committed blobs and holds one open per level, however many there are. */
export async function* listBlobs(
  directory: StorageDirectory,
  folder = 'blobs',
): AsyncGenerator<StoredBlob, void, undefined> {
  for await (const entry of directory.entries(folder)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) yield* listBlobs(directory, path);
    // What people leave in the folders is passed over.
    const file = isLocation(path) ? await directory.find(path) : undefined;
    if (file?.isFile()) yield { location: path as BlobLocation, size: file.size, modifiedAt: file.mtime };
  }
}
