import { newUploadId, uploadPath } from './blob-layout.js';
import type { FilesystemUpload } from './filesystem-upload.js';
import type { StorageDirectory } from './storage-directory.js';
import { codeOf } from './storage-failure.js';
import { uploadUnknown } from './upload-file.js';

/** Another file system, one without links, a file of somebody else's, or one with as many names as it can have. */
const cannotLink = new Set(['EXDEV', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EPERM', 'EACCES', 'EMLINK']);

/** Makes a file the content of an upload by a second name for it; `undefined` where the system allows none. */
export async function adoptFile(
  directory: StorageDirectory,
  upload: FilesystemUpload,
  file: string,
): Promise<FilesystemUpload | undefined> {
  if (upload.size > 0) throw new RangeError('the upload has content already');
  const named = { ...upload, name: newUploadId() };
  const path = uploadPath(named);
  try {
    await directory.link(file, path);
  } catch (error) {
    if (cannotLink.has(codeOf(error) ?? '')) return undefined;
    throw error;
  }
  const linked = await directory.find(path);
  if (linked === undefined) throw uploadUnknown();
  // No digest is known, so that the commit reads the file and checks it.
  return { ...named, size: linked.size, digests: {} };
}
