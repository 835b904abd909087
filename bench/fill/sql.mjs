import { createRequire } from 'node:module';
import { join } from 'node:path';
import { projectDirectory } from '../../.ci/harness/paths.mjs';

const { default: pg } = await import(
  createRequire(join(projectDirectory, 'packages/metadata/package.json')).resolve('pg')
);

/** Gives a connection to a database to `work`, and closes it. */
export async function withDatabase(url, work) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
