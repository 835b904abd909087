import type { RegistryId } from '@lading/core';

/** The blob store does not belong to the metadata store. */
export class StoreMismatchError extends Error {
  override readonly name = 'StoreMismatchError';

  constructor(
    /** The id of the registry in the metadata store. */
    readonly id: RegistryId,
    /** The mark of the blob store; `undefined` if it has no mark and none of the registry's blobs. */
    readonly owner: RegistryId | undefined,
  ) {
    super(
      owner === undefined
        ? `the blob store has no mark of the registry ${id}`
        : `the blob store belongs to the registry ${owner}, not to ${id}`,
    );
  }
}
