import { DatabaseUrlError, parseDatabaseUrl } from '@lading/metadata/database-url';
import { z } from 'zod';
import { key, wholeNumber } from './key-documentation.js';

/** The database and its settings. */
export const database = {
  databaseUrl: key(
    'DATABASE_URL',
    // The pattern is for editors: JSON Schema cannot express more.
    z.string().superRefine(requireDatabaseUrl).meta({ pattern: '^postgres(?:ql)?://' }).optional(),
    'The URL of the PostgreSQL database, with the same syntax as for `psql`: several hosts, and parameters such as `sslmode`.',
    {
      allowed: 'a URL such as `postgres://user:password@host:5432/database`',
      otherwise: 'the embedded PostgreSQL in the data folder',
      secret: true,
    },
  ),
  databaseSchema: key(
    'LADING_DATABASE_SCHEMA',
    z
      .string()
      .regex(/^[a-z_][a-z0-9_]{0,62}$/)
      .default('lading'),
    'The schema of the tables, so that the database can also be used for other purposes.',
    { allowed: 'lower-case letters, digits and underscores, not beginning with a digit' },
  ),
  databasePoolSize: key(
    'LADING_DATABASE_POOL_SIZE',
    wholeNumber(2, 1000).optional(),
    'The most connections to the database of each worker process.',
    { otherwise: '`10`; `4` with the embedded PostgreSQL' },
  ),
  databasePreparedStatements: key(
    'LADING_DATABASE_PREPARED_STATEMENTS',
    z.boolean().default(true),
    'Whether each connection prepares a statement only once; `false` behind a pooler that does not support prepared statements.',
  ),
  databaseTimeoutSeconds: key(
    'LADING_DATABASE_TIMEOUT',
    wholeNumber(1, 600).default(10),
    'How long a request waits for a connection to the database and for its answers. Then the registry answers 503.',
    { unit: 'seconds' },
  ),
};

/** Checks a URL. The message names the wrong part and never contains the password. */
function requireDatabaseUrl(url: string, context: z.RefinementCtx): void {
  try {
    parseDatabaseUrl(url);
  } catch (error) {
    if (!(error instanceof DatabaseUrlError)) throw error;
    context.addIssue({ code: 'custom', message: error.message });
  }
}
