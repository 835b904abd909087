import { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from '../../src/index.js';

/** Runs a test with a PostgreSQL, and stops it afterwards. */
export async function whileRunning<T>(
  options: EmbeddedPostgresOptions,
  use: (postgres: EmbeddedPostgres) => Promise<T>,
): Promise<T> {
  const postgres = await startEmbeddedPostgres(options);
  try {
    return await use(postgres);
  } finally {
    await postgres.stop();
  }
}
