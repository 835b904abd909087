export { DatabaseUrlError } from './database-url-error.js';
export { type DatabaseUrl, parseDatabaseUrl } from './parse-database-url.js';
