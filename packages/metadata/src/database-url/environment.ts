import { DatabaseUrlError } from './database-url-error.js';
import { requireKnownParameter } from './parameters.js';

/** Parameters of the URL, and the variables of libpq that set them if the URL does not. */
const variables: ReadonlyMap<string, string> = new Map([
  ['sslmode', 'PGSSLMODE'],
  ['sslrootcert', 'PGSSLROOTCERT'],
  ['sslcert', 'PGSSLCERT'],
  ['sslkey', 'PGSSLKEY'],
  ['ssl_min_protocol_version', 'PGSSLMINPROTOCOLVERSION'],
  ['ssl_max_protocol_version', 'PGSSLMAXPROTOCOLVERSION'],
  ['connect_timeout', 'PGCONNECT_TIMEOUT'],
  ['options', 'PGOPTIONS'],
]);

/**
 * Adds parameters from the environment to those of a URL, which take precedence. An empty variable counts as unset.
 * @throws DatabaseUrlError that names the variable
 * @see https://www.postgresql.org/docs/current/libpq-envars.html
 */
export function withEnvironment(ofUrl: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const keywords = new Map(ofUrl);
  for (const [keyword, variable] of variables) {
    const value = process.env[variable];
    // `ssl` is node-postgres' name for `sslmode`.
    if (!value || ofUrl.has(keyword) || (keyword === 'sslmode' && ofUrl.has('ssl'))) continue;
    requireValue(variable, keyword, value);
    keywords.set(keyword, value);
  }
  return keywords;
}

function requireValue(variable: string, keyword: string, value: string): void {
  try {
    requireKnownParameter(keyword, value);
  } catch (error) {
    throw new DatabaseUrlError(`${variable} is set, and ${(error as Error).message}`);
  }
}
