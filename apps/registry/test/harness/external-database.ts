import { join } from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@lading/embedded-postgres';
import { endRegistries } from './registry-process.js';
import { removeTemporaryDirectories, temporaryDirectory } from './temporary-directory.js';

/** A PostgreSQL that the registry knows by its URL alone, and that a test can stop and start. */
export class ExternalDatabase {
  readonly #directory = join(temporaryDirectory(), 'external');
  #postgres: EmbeddedPostgres | undefined;

  get url(): string {
    if (this.#postgres === undefined) throw new Error('the database was never started');
    return this.#postgres.url;
  }

  /** Starts it, a second time at the same URL. */
  async start(): Promise<void> {
    this.#postgres = await startEmbeddedPostgres({ directory: this.#directory });
  }

  async stop(): Promise<void> {
    await this.#postgres?.stop();
  }
}

/** One database for all tests of a file. Registries that a failed test left behind end before it does. */
export function useExternalDatabase(): ExternalDatabase {
  const database = new ExternalDatabase();
  beforeAll(() => database.start());
  afterAll(async () => {
    await endRegistries();
    await database.stop();
    removeTemporaryDirectories();
  });
  return database;
}
