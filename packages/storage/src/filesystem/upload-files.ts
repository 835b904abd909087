import { isFileOf, uploadFolder } from './blob-layout.js';
import type { StorageDirectory } from './storage-directory.js';

/** The paths of all files of an upload. There is more than one only if a writer has lost its claim. */
export async function listUploadFiles(directory: StorageDirectory, id: string): Promise<string[]> {
  const paths: string[] = [];
  for await (const { name } of directory.entries(uploadFolder(id)))
    if (isFileOf(id, name)) paths.push(`${uploadFolder(id)}/${name}`);
  return paths;
}

/** Removes all files of an upload. It lists them until none is left, because an append may rename one meanwhile. */
export async function removeUploadFiles(directory: StorageDirectory, id: string): Promise<void> {
  for (let paths = await listUploadFiles(directory, id); paths.length > 0; ) {
    for (const path of paths) await directory.remove(path);
    paths = await listUploadFiles(directory, id);
  }
}

/** Removes the files of uploads that have not changed since `olderThan`. Returns their number. */
export async function sweepUploadFiles(directory: StorageDirectory, olderThan: Date): Promise<number> {
  let count = 0;
  for await (const shard of directory.entries('uploads')) {
    if (!shard.isDirectory()) continue;
    for await (const { name } of directory.entries(`uploads/${shard.name}`)) {
      const path = `uploads/${shard.name}/${name}`;
      const file = await directory.find(path);
      // `ctime` and not `mtime`, because an adopted file keeps its old `mtime`.
      if (file?.isFile() && file.ctime < olderThan && (await directory.remove(path))) count++;
    }
  }
  return count;
}
