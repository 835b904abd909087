import { constants } from 'node:fs';
import type { RegistryId } from '@lading/core';
import { newUploadId, uploadPath } from './blob-layout.js';
import type { StorageDirectory } from './storage-directory.js';
import { cannotLink, codeOf, isAbsence, onDisk } from './storage-failure.js';

/** The file with the id of the registry that owns the folder. */
const ownerPath = 'registry-id';
/** The most bytes to read, more than an id has. */
const mostBytes = 1024;

/** The id of the registry that owns the folder; `undefined` without an owner. */
export async function readOwner(directory: StorageDirectory): Promise<RegistryId | undefined> {
  try {
    const file = await directory.open(ownerPath, constants.O_RDONLY);
    try {
      const buffer = Buffer.alloc(mostBytes);
      const { bytesRead } = await onDisk(file.read(buffer, 0, mostBytes, 0));
      return buffer.toString('utf8', 0, bytesRead).trim() as RegistryId;
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

/** Sets the owner of a folder without one. It writes a temporary file first, so that nobody reads a part of the id. */
export async function writeOwner(directory: StorageDirectory, id: RegistryId): Promise<void> {
  if ((await readOwner(directory)) !== undefined) return;
  // If a crash leaves this file behind, `sweep` deletes it as it deletes uploads.
  const path = uploadPath({ id: newUploadId() });
  const file = await directory.create(path);
  try {
    await onDisk(file.writev([Buffer.from(`${id}\n`)], 0));
    await onDisk(file.datasync());
  } finally {
    await file.close();
  }
  await publish(directory, path);
  await directory.remove(path);
}

/** Gives the temporary file its final name, unless another process was faster. */
async function publish(directory: StorageDirectory, path: string): Promise<void> {
  try {
    await directory.link(directory.pathOf(path), ownerPath);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return directory.sync('.');
    if (!cannotLink(error)) throw error;
    // Without hard links, two registries that start at the same time may both write. The final read decides.
    await directory.move(path, ownerPath);
    await directory.sync('.');
  }
}
