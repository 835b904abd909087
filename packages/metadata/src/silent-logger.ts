import type { Logger } from 'typeorm';

/** Logs nothing. Errors are thrown, and a library must not write to the console of its user. */
export const silentLogger: Logger = {
  log() {},
  logQuery() {},
  logQueryError() {},
  logQuerySlow() {},
  logSchemaBuild() {},
  logMigration() {},
};
