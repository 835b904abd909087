import { join } from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@lading/embedded-postgres';
import { temporaryDirectory } from './temporary-directory.js';

/** A PostgreSQL that the registry knows by its URL alone, and that a test can stop and start. */
export interface ExternalDatabase {
  readonly url: string;
  stop(): Promise<void>;
  /** Starts it again, at the same URL. */
  start(): Promise<void>;
}

export async function startExternalDatabase(): Promise<ExternalDatabase> {
  const directory = join(temporaryDirectory(), 'external');
  let postgres: EmbeddedPostgres = await startEmbeddedPostgres({ directory });
  return {
    url: postgres.url,
    stop: () => postgres.stop(),
    async start() {
      postgres = await startEmbeddedPostgres({ directory });
    },
  };
}
