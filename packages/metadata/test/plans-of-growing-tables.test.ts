import { type Digest, digestOf, type RepositoryName } from '@lading/core';
import { PostgresMetadataStore } from '../src/index.js';
import { by } from './support/author.js';
import { pushBlob } from './support/push-blob.js';
import { createTestSchema } from './support/test-schema.js';

const testSchema = createTestSchema();
afterAll(async () => (await testSchema).drop());

const repository = 'library/young' as RepositoryName;

/** A blob and an image of it, under a tag. */
async function pushImage(store: PostgresMetadataStore, name: string): Promise<void> {
  const layer = { digest: digestOf(Buffer.from(name)), size: name.length };
  await pushBlob(store, repository, layer);
  const bytes = Buffer.from(JSON.stringify({ layers: [layer.digest] }));
  const [mediaType, subject] = ['application/json', { ...layer, digest: `sha256:${'7'.repeat(64)}` as Digest }];
  await store.manifests.put({
    repository,
    manifest: {
      ...{ mediaType, kind: 'image', artifactType: 'type/1', annotations: undefined, subject, children: [], bytes },
      blobs: [{ ...layer, mediaType }],
      digest: digestOf(bytes),
    } as never,
    tags: [name as never],
    by,
  });
}

describe('PostgresMetadataStore in its first minutes', () => {
  it('plans nothing of a push for the few rows that there were once, and checks no reference so', async () => {
    const { dataSource: migrated, connect, schema } = await testSchema;
    // It would tell later what its migrations read.
    await migrated.destroy();
    const dataSource = await connect({ poolSize: 1 });
    const store = new PostgresMetadataStore(dataSource);
    await pushImage(store, 'first');
    await dataSource.query(
      ['repositories', 'objects', 'blobs', 'repository_blobs', 'manifests', 'manifest_references', 'tags']
        .concat('upload_sessions')
        .map((table) => `ANALYZE "${schema}".${table}`)
        .join(';'),
    );
    const tablesReadFromEndToEnd = async () => {
      await dataSource.query('SELECT pg_stat_force_next_flush()');
      return dataSource.query(
        'SELECT relname, seq_scan FROM pg_stat_user_tables WHERE schemaname = $1 ORDER BY relname',
        [schema],
      );
    };
    const before = await tablesReadFromEndToEnd();
    for (let count = 1; count <= 12; count++) await pushImage(store, `v${count}`);
    expect(await tablesReadFromEndToEnd()).toEqual(before);
  });

  it('reads the tags of a push only, however many there are', async () => {
    const { connect, schema } = await testSchema;
    const dataSource = await connect({ poolSize: 1 });
    const store = new PostgresMetadataStore(dataSource);
    await dataSource.query(
      `INSERT INTO "${schema}".tags (repository_id, name, digest)
       SELECT t.repository_id, 'more' || i, t.digest FROM "${schema}".tags t, generate_series(1, 5000) i
       WHERE t.name = 'first'; ANALYZE "${schema}".tags`,
    );
    const rowsRead = async () => {
      await dataSource.query('SELECT pg_stat_force_next_flush()');
      const [{ rows }] = await dataSource.query(
        'SELECT sum(idx_tup_fetch)::integer AS rows FROM pg_stat_user_tables WHERE schemaname = $1',
        [schema],
      );
      return rows as number;
    };
    const read = await rowsRead();
    await pushImage(store, 'later');
    expect((await rowsRead()) - read).toBeLessThan(500);
  });
});
