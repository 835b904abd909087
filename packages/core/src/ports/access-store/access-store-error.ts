/**
 * `TAKEN`: the name, the secret or the identity is in use. `STALE`: the record was changed meanwhile. `ABSENT`: there is no
 * record with this id.
 */
export type AccessStoreErrorCode = 'TAKEN' | 'STALE' | 'ABSENT';

/** A change of a record that an `AccessStore` refuses. */
export class AccessStoreError extends Error {
  override readonly name = 'AccessStoreError';

  constructor(
    readonly code: AccessStoreErrorCode,
    message: string,
  ) {
    super(message);
  }
}
