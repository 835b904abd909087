import { join } from 'node:path';
import { projectDirectory } from '../../.ci/harness/paths.mjs';

const { PostgresMetadataStore, createRegistryDataSource } = await import(
  join(projectDirectory, 'packages/metadata/dist/index.js')
);

/** The plans of what the store sends for each hot call, as `EXPLAIN (ANALYZE, BUFFERS)` tells them, in Markdown. */
export async function explainHotStatements(databaseUrl, { image, small }) {
  const dataSource = createRegistryDataSource({ url: databaseUrl, poolSize: 1 });
  await dataSource.initialize();
  const pool = dataSource.driver.master;
  const query = pool.query.bind(pool);
  let plans = [];
  pool.query = async ({ text, values }) => {
    const { rows } = await query({ text: `EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) ${text}`, values });
    plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
    return query({ text, values });
  };
  const store = new PostgresMetadataStore(dataSource);
  const calls = {
    'manifest by tag': () => store.findManifest('bench', { kind: 'tag', tag: 'v1' }),
    'manifest by digest': () => store.findManifest('bench', { kind: 'digest', digest: image.digest }),
    'blob, to pull': () => store.findBlob('bench', small.digest),
    'blob, to push': () => store.findBlob('bench', small.digest, { renewLease: true }),
    'page of tags': () => store.listTags('bench', { after: 'tag-000005', limit: 10 }),
    'page of repositories': () => store.listRepositories({ after: 'bench', limit: 10 }),
  };
  const parts = [];
  for (const [name, call] of Object.entries(calls)) {
    plans = [];
    await call();
    parts.push(`### ${name}\n\n\`\`\`text\n${plans.join('\n\n')}\n\`\`\``);
  }
  await store.close();
  return parts.join('\n\n');
}
