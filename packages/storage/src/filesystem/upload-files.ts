import { isFileOf, uploadFolder } from './blob-layout.js';
import type { StorageDirectory } from './storage-directory.js';

/** The paths of all files of an upload: one, unless writers were given up. */
export async function listUploadFiles(directory: StorageDirectory, id: string): Promise<string[]> {
  const paths: string[] = [];
  for await (const { name } of directory.entries(uploadFolder(id)))
    if (isFileOf(id, name)) paths.push(`${uploadFolder(id)}/${name}`);
  return paths;
}

/** Removes all files of an upload. It looks again until none is left: an append may give one another name meanwhile. */
export async function removeUploadFiles(directory: StorageDirectory, id: string): Promise<void> {
  for (let paths = await listUploadFiles(directory, id); paths.length > 0; ) {
    for (const path of paths) await directory.remove(path);
    paths = await listUploadFiles(directory, id);
  }
}

/** Removes the files of uploads that nobody has touched since then, and says how many they were. */
export async function sweepUploadFiles(directory: StorageDirectory, olderThan: Date): Promise<number> {
  let count = 0;
  for await (const shard of directory.entries('uploads')) {
    if (!shard.isDirectory()) continue;
    for await (const { name } of directory.entries(`uploads/${shard.name}`)) {
      const path = `uploads/${shard.name}/${name}`;
      const file = await directory.find(path);
      // Not the time of its content, which an adopted file brings along.
      if (file?.isFile() && file.ctime < olderThan && (await directory.remove(path))) count++;
    }
  }
  return count;
}
