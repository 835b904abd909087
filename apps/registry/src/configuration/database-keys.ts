import { DatabaseUrlError, parseDatabaseUrl } from '@lading/metadata/database-url';
import { z } from 'zod';
import { key, wholeNumber } from './key-documentation.js';

/** The database and its settings. */
export const database = {
  databaseUrl: key(
    'DATABASE_URL',
    // The pattern is for editors: JSON Schema cannot express more.
    z.string().superRefine(requireDatabaseUrl).meta({ pattern: '^postgres(?:ql)?://' }).optional(),
    'The PostgreSQL database to use, with several hosts and with parameters such as `sslmode` as in `psql`.',
    {
      allowed: 'a URL such as `postgres://user:password@host:5432/database`',
      otherwise: 'a PostgreSQL of its own in the data folder',
      secret: true,
    },
  ),
  databaseSchema: key(
    'LADING_DATABASE_SCHEMA',
    z
      .string()
      .regex(/^[a-z_][a-z0-9_]{0,62}$/)
      .default('lading'),
    'The schema of the tables, so that the database may hold other things too.',
    { allowed: 'lower-case letters, digits and underscores, not beginning with a digit' },
  ),
  databasePoolSize: key(
    'LADING_DATABASE_POOL_SIZE',
    wholeNumber(2, 1000).optional(),
    'Connections to the database that each worker process may hold.',
    { otherwise: '`10`; `4` to a PostgreSQL of its own' },
  ),
  databasePreparedStatements: key(
    'LADING_DATABASE_PREPARED_STATEMENTS',
    z.boolean().default(true),
    "Whether statements are prepared once for each connection; `false` behind a pooler that can't keep them.",
  ),
  databaseTimeoutSeconds: key(
    'LADING_DATABASE_TIMEOUT',
    wholeNumber(1, 600).default(10),
    'How long a request waits for the database: for a connection and for the answers. Then it is answered with 503.',
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
