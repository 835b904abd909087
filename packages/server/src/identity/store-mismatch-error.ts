import type { RegistryId } from '@lading/core';

/** The blob store is not the one that the metadata are about. */
export class StoreMismatchError extends Error {
  override readonly name = 'StoreMismatchError';

  constructor(
    /** The registry of the metadata. */
    readonly id: RegistryId,
    /** The registry that the blob store is marked with; `undefined` if it has no mark and none of the registry's blobs. */
    readonly owner: RegistryId | undefined,
  ) {
    super(
      owner === undefined
        ? `the blob store has no mark of the registry ${id}`
        : `the blob store belongs to the registry ${owner}, not to ${id}`,
    );
  }
}
