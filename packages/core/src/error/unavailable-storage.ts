import { RegistryError } from './registry-error.js';

/** The messages for clients. They contain no path, key or host name. */
const messages = {
  unusable: 'the storage cannot be used now',
  busy: 'the storage has too much to do',
  full: 'the storage is full',
} as const;

export type StorageFailure = keyof typeof messages;

/** The error of a blob store that cannot serve now. Only the log shows the cause. */
export function unavailableStorage(failure: StorageFailure, cause: unknown): RegistryError {
  return new RegistryError('UNAVAILABLE', messages[failure], { cause });
}
