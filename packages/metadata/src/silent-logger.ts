import type { Logger } from 'typeorm';

/** Says nothing: what goes wrong is thrown, and a library has no business on its user's console. */
export const silentLogger: Logger = {
  log() {},
  logQuery() {},
  logQueryError() {},
  logQuerySlow() {},
  logSchemaBuild() {},
  logMigration() {},
};
