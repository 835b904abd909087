import { isRegistryError, RegistryError } from '@lading/core';

const full = 'the storage is full';
const busy = 'the storage has too much to do';
const unusable = 'the storage cannot be used now';

/** What a client is told of a failed system call: never a path. */
const messages: Readonly<Record<string, string>> = {
  ENOSPC: full,
  EDQUOT: full,
  EFBIG: full,
  EMFILE: busy,
  ENFILE: busy,
  ENOMEM: busy,
  EAGAIN: busy,
  EBUSY: busy,
  EIO: unusable,
  EROFS: unusable,
  EACCES: unusable,
  EPERM: unusable,
  ESTALE: unusable,
  ETIMEDOUT: unusable,
  ENODEV: unusable,
  ENXIO: unusable,
};

/**
 * Waits for a call to the file system.
 * @throws RegistryError `UNAVAILABLE` if it failed for a reason that lies with the disk or the machine
 */
export async function onDisk<Value>(call: Promise<Value>): Promise<Value> {
  try {
    return await call;
  } catch (error) {
    const message = messages[codeOf(error) ?? ''];
    throw message === undefined ? error : new RegistryError('UNAVAILABLE', message, { cause: error });
  }
}

/** Whether a call failed because there is no such file or folder, or a symbolic link in its place. */
export function isAbsence(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'ELOOP'].includes(codeOf(error) ?? '');
}

/** Whether the disk failed to flush: trying it again may succeed though the bytes are lost. */
export function isFailedFlush(error: unknown): boolean {
  const { syscall } = (isRegistryError(error) ? error.cause : error) as { readonly syscall?: unknown };
  return syscall === 'fsync' || syscall === 'fdatasync';
}

/** Errors of another file system, one without hard links, another user's file, and a file with too many links. */
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
