import { newUploadId, uploadPath } from './blob-layout.js';
import type { FilesystemUpload } from './filesystem-upload.js';
import type { StorageDirectory } from './storage-directory.js';
import { cannotLink } from './storage-failure.js';
import { uploadUnknown } from './upload-file.js';

/** Makes a file the content of an upload through a hard link. Returns `undefined` if the system does not allow the link. */
export async function adoptFile(
  directory: StorageDirectory,
  upload: FilesystemUpload,
  file: string,
): Promise<FilesystemUpload | undefined> {
  if (upload.size > 0) throw new RangeError('the upload already has content');
  const named = { ...upload, name: newUploadId() };
  const path = uploadPath(named);
  try {
    await directory.link(file, path);
  } catch (error) {
    if (cannotLink(error)) return undefined;
    throw error;
  }
  const linked = await directory.find(path);
  if (linked === undefined) throw uploadUnknown();
  if (!linked.isFile()) {
    // The file is a symbolic link, whose target may be deleted.
    await directory.remove(path);
    return undefined;
  }
  // Without a known digest, the commit reads the file and checks it.
  return { ...named, size: linked.size, digests: {} };
}
