import { join } from 'node:path';
import { projectDirectory } from '../../.ci/harness/paths.mjs';
import { imageManifestType, makeManifest } from '../content.mjs';

const { PostgresMetadataStore, createRegistryDataSource } = await import(
  join(projectDirectory, 'packages/metadata/dist/index.js')
);

/** The plans of what the store sends for each hot call, as `EXPLAIN (ANALYZE, BUFFERS)` tells them, in Markdown. */
export async function explainHotStatements(databaseUrl, content) {
  const { image, small } = content;
  const dataSource = createRegistryDataSource({ url: databaseUrl, poolSize: 1 });
  await dataSource.initialize();
  const pool = dataSource.driver.master;
  let plans = [];
  explainStatements(pool, (rows) => plans.push(rows.map((row) => row['QUERY PLAN']).join('\n')));
  const store = new PostgresMetadataStore(dataSource);
  const calls = {
    'manifest by tag': () => store.findManifest('bench', { kind: 'tag', tag: 'v1' }),
    'manifest by digest': () => store.findManifest('bench', { kind: 'digest', digest: image.digest }),
    'blob, to pull': () => store.findBlob('bench', small.digest),
    'blob, to push': () => store.findBlob('bench', small.digest, { renewLease: true }),
    'page of tags': () => store.listTags('bench', { after: 'tag-000005', limit: 10 }),
    'page of repositories': () => store.listRepositories({ after: 'bench', limit: 10 }),
    referrers: () => store.listReferrers('bench', image.digest, { limit: 10, maximumBytes: 1_000_000 }),
    'push of a manifest': () => store.putManifest(manifestPut(content)),
    'collector: unreferenced blobs': () => store.deleteUnreferencedBlobs(10),
    'collector: trash': () => store.claimTrash(100, 60),
    'collector: uploads that are over': () => store.claimDeadUploads(100, 60),
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

/** Explains each statement before it runs, and rolls back the changes of the EXPLAIN. */
function explainStatements(pool, note) {
  const connect = pool.connect.bind(pool);
  const known = new WeakSet();
  pool.connect = async (...parameters) => {
    const client = await connect(...parameters);
    if (known.has(client)) return client;
    known.add(client);
    const query = client.query.bind(client);
    let isInTransaction = false;
    client.query = (...given) => {
      const [{ text, values }] = given;
      if (values === undefined) isInTransaction = text.startsWith('BEGIN');
      else {
        query(isInTransaction ? 'SAVEPOINT explained' : 'BEGIN');
        query({ text: `EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) ${text}`, values }).then(({ rows }) => note(rows));
        query(isInTransaction ? 'ROLLBACK TO SAVEPOINT explained' : 'ROLLBACK');
      }
      return query(...given);
    };
    return client;
  };
}

function manifestPut({ config, layers, image }) {
  const subject = { mediaType: imageManifestType, digest: image.digest, size: image.size };
  const { bytes, digest } = makeManifest('explained', config, layers, { subject });
  const blobs = [config, ...layers].map((blob) => ({ digest: blob.digest, size: blob.size, mediaType: '' }));
  const manifest = { mediaType: imageManifestType, kind: 'image', subject, blobs, children: [], bytes, digest };
  return { repository: 'bench', manifest, tags: ['explained'] };
}
