import type { BlobLocation, StoredBlob } from '@lading/core';
import { isLocation } from './blob-layout.js';
import type { StorageDirectory } from './storage-directory.js';
import { isAbsence } from './storage-failure.js';

/** Goes through the folders of committed blobs and holds one open per level, however many there are. */
export async function* listBlobs(directory: StorageDirectory): AsyncGenerator<StoredBlob, void, undefined> {
  for await (const algorithm of namesIn(directory, 'blobs'))
    for await (const shard of namesIn(directory, algorithm))
      for await (const digest of namesIn(directory, shard)) yield* blobsIn(directory, digest);
}

async function* blobsIn(directory: StorageDirectory, folder: string): AsyncGenerator<StoredBlob, void, undefined> {
  for await (const path of namesIn(directory, folder)) {
    // What people leave in the folders is passed over.
    const file = isLocation(path) ? await directory.find(path) : undefined;
    if (file?.isFile()) yield { location: path as BlobLocation, size: file.size, modifiedAt: file.mtime };
  }
}

/** The paths of what is in a folder; nothing if it has gone by now, or is a file. */
async function* namesIn(directory: StorageDirectory, folder: string): AsyncGenerator<string, void, undefined> {
  const entries = await directory.opendir(folder).catch((error) => {
    if (isAbsence(error)) return [];
    throw error;
  });
  for await (const { name } of entries) yield `${folder}/${name}`;
}
