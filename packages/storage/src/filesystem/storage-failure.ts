import { isRegistryError, type StorageFailure, unavailableStorage } from '@lading/core';

/** What a failed system call says of the storage. */
const failures: Readonly<Record<string, StorageFailure>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EFBIG: 'full',
  EMFILE: 'busy',
  ENFILE: 'busy',
  ENOMEM: 'busy',
  EAGAIN: 'busy',
  EBUSY: 'busy',
  EIO: 'unusable',
  EROFS: 'unusable',
  EACCES: 'unusable',
  EPERM: 'unusable',
  ESTALE: 'unusable',
  ETIMEDOUT: 'unusable',
  ENODEV: 'unusable',
  ENXIO: 'unusable',
};

/**
 * Waits for a call to the file system.
 * @throws RegistryError `UNAVAILABLE` if the disk or the machine caused the failure
 */
export async function onDisk<Value>(call: Promise<Value>): Promise<Value> {
  try {
    return await call;
  } catch (error) {
    const failure = failures[codeOf(error) ?? ''];
    throw failure === undefined ? error : unavailableStorage(failure, error);
  }
}

/** Whether a call failed because there is no such file or folder, or a symbolic link in its place. */
export function isAbsence(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'ELOOP'].includes(codeOf(error) ?? '');
}

/** Whether a flush failed. A second flush may succeed although the bytes are lost. */
export function isFailedFlush(error: unknown): boolean {
  const { syscall } = (isRegistryError(error) ? error.cause : error) as { readonly syscall?: unknown };
  return syscall === 'fsync' || syscall === 'fdatasync';
}

/** Codes for another file system, one without hard links, a file of another user, and a file with too many links. */
const linkless = new Set(['EXDEV', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EPERM', 'EACCES', 'EMLINK']);

/** Whether a hard link failed because the system does not allow it here. */
export function cannotLink(error: unknown): boolean {
  return linkless.has(codeOf(error) ?? '');
}

/** The code of a system error, such as `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
