import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@lading/embedded-postgres';

/** One server for all test files: the one of `TEST_DATABASE_URL`, or one of our own. */
export default async function startPostgres() {
  if (process.env.TEST_DATABASE_URL !== undefined) return;
  const directory = await mkdtemp(join(tmpdir(), 'lading-metadata-test-'));
  const server = await startEmbeddedPostgres({ directory });
  globalThis.testPostgres = { server, directory };
  process.env.TEST_DATABASE_URL = server.url;
}
