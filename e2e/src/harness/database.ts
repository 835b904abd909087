import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@lading/embedded-postgres';
import pg from 'pg';

const machineUrl = 'postgres://postgres@127.0.0.1:5432';

/** An empty database that the registry knows by its URL alone. */
export interface ExternalDatabase {
  /** The server, as people call it. */
  readonly name: string;
  readonly url: string;
  /** Drops the database, and ends the server if it was started for it. */
  close(): Promise<void>;
}

interface DatabaseServer {
  readonly name: string;
  readonly url: string;
  stop(): Promise<void>;
}

/** Creates a database on this machine's PostgreSQL if it lets us in, otherwise on one that is started for it. */
export async function openExternalDatabase(workDirectory: string, name: string): Promise<ExternalDatabase> {
  const server = (await findServer()) ?? (await startServer(workDirectory));
  await queryDatabase(server.url, `CREATE DATABASE ${name}`);
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  return {
    name: server.name,
    url: url.href,
    async close() {
      await queryDatabase(server.url, `DROP DATABASE ${name} WITH (FORCE)`);
      await server.stop();
    },
  };
}

/** Runs a statement. Resolves to its rows, whose type the caller vouches for. */
export async function queryDatabase<Row extends pg.QueryResultRow>(url: string, statement: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3000 });
  await client.connect();
  try {
    return (await client.query<Row>(statement)).rows;
  } finally {
    await client.end();
  }
}

/** A PostgreSQL that a test can stop, and start again at the same URL. The registry knows it by its URL alone. */
export class OwnDatabase {
  readonly #directory: string;
  #postgres: EmbeddedPostgres | undefined;

  /** @param directory is created by the first start */
  constructor(directory: string) {
    this.#directory = directory;
  }

  get url(): string {
    if (this.#postgres === undefined) throw new Error('the database was never started');
    return this.#postgres.url;
  }

  async start(): Promise<void> {
    this.#postgres = await startEmbeddedPostgres({ directory: this.#directory });
  }

  async stop(): Promise<void> {
    await this.#postgres?.stop();
  }
}

async function findServer(): Promise<DatabaseServer | undefined> {
  const url = `${machineUrl}/postgres`;
  try {
    const [row] = await queryDatabase<{ server_version: string }>(url, 'SHOW server_version');
    return { url, name: `the machine's PostgreSQL ${row?.server_version}`, stop: async () => {} };
  } catch {
    return undefined;
  }
}

async function startServer(workDirectory: string): Promise<DatabaseServer> {
  const directory = join(workDirectory, 'external-postgres');
  mkdirSync(directory);
  const postgres = await startEmbeddedPostgres({ directory });
  return { url: postgres.url, name: 'a second PostgreSQL', stop: () => postgres.stop() };
}
