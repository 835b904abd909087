import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { projectDirectory } from './paths.mjs';

const importFrom = (member, name) =>
  import(createRequire(join(projectDirectory, member, 'package.json')).resolve(name));
const { default: pg } = await importFrom('packages/metadata', 'pg');
const machineUrl = 'postgres://postgres@127.0.0.1:5432';

/** An empty database of this machine's PostgreSQL, if it has one that lets us in, else of one that is started for it. */
export async function openExternalDatabase(workDirectory, name) {
  const server = (await findServer(`${machineUrl}/postgres`)) ?? (await startServer(workDirectory));
  const execute = (statement) => withClient(server.url, (client) => client.query(statement));
  await execute(`CREATE DATABASE ${name}`);
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  return {
    name: server.name,
    url: url.href,
    async close() {
      await execute(`DROP DATABASE ${name} WITH (FORCE)`);
      await server.stop();
    },
  };
}

/** The rows that a statement gives. */
export async function queryDatabase(url, statement) {
  return withClient(url, async (client) => (await client.query(statement)).rows);
}

/** A PostgreSQL of a check's own, which it can stop, and start again at the same URL. */
export async function startOwnDatabase(workDirectory) {
  const { startEmbeddedPostgres } = await importFrom('apps/registry', '@lading/embedded-postgres');
  const directory = join(workDirectory, 'own-postgres');
  mkdirSync(directory);
  let postgres = await startEmbeddedPostgres({ directory });
  return {
    url: postgres.url,
    stop: () => postgres.stop(),
    async start() {
      postgres = await startEmbeddedPostgres({ directory });
    },
  };
}

async function findServer(url) {
  try {
    const version = await withClient(
      url,
      async (client) => (await client.query('SHOW server_version')).rows[0].server_version,
    );
    return { url, name: `the machine's PostgreSQL ${version}`, stop: async () => {} };
  } catch {
    return undefined;
  }
}

async function startServer(workDirectory) {
  const { startEmbeddedPostgres } = await importFrom('apps/registry', '@lading/embedded-postgres');
  const directory = join(workDirectory, 'external-postgres');
  mkdirSync(directory);
  const postgres = await startEmbeddedPostgres({ directory });
  return { url: postgres.url, name: 'a second PostgreSQL', stop: () => postgres.stop() };
}

async function withClient(url, action) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3000 });
  await client.connect();
  try {
    return await action(client);
  } finally {
    await client.end();
  }
}
