import { AccessStoreError } from '@lading/core';

/**
 * `NOT_FOUND`: there is none, or the actor may not know of it. `FORBIDDEN`: the actor may not do it. `TAKEN`: the name is in use.
 * `STALE`: the record has another version than the actor expects. `LAST_ADMINISTRATOR`: nobody would be left who can manage the
 * registry. `READ_ONLY`: it comes from a file or an identity provider. `LIMIT`: there are too many already. `INVALID`: the input
 * is wrong. `RECENT_SIGN_IN_NEEDED`: the session is too old for this.
 */
export type AdministrationErrorCode =
  | 'NOT_FOUND'
  | 'FORBIDDEN'
  | 'TAKEN'
  | 'STALE'
  | 'LAST_ADMINISTRATOR'
  | 'READ_ONLY'
  | 'LIMIT'
  | 'INVALID'
  | 'RECENT_SIGN_IN_NEEDED';

/** An operation that is refused. Nothing has changed. */
export class AdministrationError extends Error {
  override readonly name = 'AdministrationError';

  constructor(
    readonly code: AdministrationErrorCode,
    message: string,
    /** The member of the input that is wrong, such as `where.0`. */
    readonly member?: string,
  ) {
    super(message);
  }
}

const codeOf = { TAKEN: 'TAKEN', STALE: 'STALE', ABSENT: 'NOT_FOUND' } as const;

/** Turns a refusal of the store into one of an operation, and leaves any other error as it is. */
export function administrationErrorOf(error: unknown): unknown {
  return error instanceof AccessStoreError ? new AdministrationError(codeOf[error.code], error.message) : error;
}
