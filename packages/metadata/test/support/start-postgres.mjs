import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@lading/embedded-postgres';

/** One server for all test files: the one of `TEST_DATABASE_URL`, or one of our own. The example of README.md has it too. */
export default async function startPostgres() {
  process.env.TEST_DATABASE_URL ??= await startOwnPostgres();
  process.env.DATABASE_URL = process.env.TEST_DATABASE_URL;
}

async function startOwnPostgres() {
  const directory = await mkdtemp(join(tmpdir(), 'lading-metadata-test-'));
  const server = await startEmbeddedPostgres({ directory });
  globalThis.testPostgres = { server, directory };
  return server.url;
}
