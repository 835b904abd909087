/**
 * Why PostgreSQL could not be started:
 * - `DIRECTORY_IN_USE`: another running process has claimed the directory;
 * - `DIRECTORY_UNUSABLE`: the system user that PostgreSQL runs as cannot reach or own the directory;
 * - `USER_UNKNOWN`: the user that this process runs as has no name, which the first start needs;
 * - `PLATFORM_UNSUPPORTED`: npm has no PostgreSQL for this system, or it was not installed;
 * - `VERSION_MISMATCH`: the data was written by another major version of PostgreSQL;
 * - `INITIALISE_FAILED`, `START_FAILED`: initdb or postgres failed; the message has their last lines.
 */
export type EmbeddedPostgresErrorCode =
  | 'DIRECTORY_IN_USE'
  | 'DIRECTORY_UNUSABLE'
  | 'USER_UNKNOWN'
  | 'PLATFORM_UNSUPPORTED'
  | 'VERSION_MISMATCH'
  | 'INITIALISE_FAILED'
  | 'START_FAILED';

/** The error of `startEmbeddedPostgres`. The message is for the person who operates the program. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';

  constructor(
    readonly code: EmbeddedPostgresErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
