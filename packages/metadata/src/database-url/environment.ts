import { DatabaseUrlError } from './database-url-error.js';
import { requireKnownParameter } from './parameters.js';

/** The parameters that may be left out of a URL, and the variables of libpq that set them then. */
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
 * Adds what the environment sets to the keywords of a URL, which come first. An empty variable is an unset one.
 * @throws DatabaseUrlError that names the variable
 * @see https://www.postgresql.org/docs/current/libpq-envars.html
 */
export function withEnvironment(ofUrl: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const keywords = new Map(ofUrl);
  for (const [keyword, variable] of variables) {
    const value = process.env[variable];
    // node-postgres' `ssl` is another word for `sslmode`.
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
    throw new DatabaseUrlError(`${variable} completes it, but ${(error as Error).message}`);
  }
}
