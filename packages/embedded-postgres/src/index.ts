export { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.js';
export { EmbeddedPostgresError, type EmbeddedPostgresErrorCode } from './embedded-postgres-error.js';
export { findEmbeddedPostgres } from './find-embedded-postgres.js';
export type { EmbeddedPostgresOptions } from './options.js';
