import { digestOf, type RepositoryName } from '@lading/core';
import { PostgresMetadataStore } from '../src/index.js';
import { by } from './support/author.js';
import { areShort, plansOf } from './support/plans.js';
import { pushBlob } from './support/push-blob.js';
import { createTestSchema } from './support/test-schema.js';

const testSchema = createTestSchema();
const layer = { digest: digestOf(Buffer.from('layer')), size: 5 };
const page = { limit: 10, after: 'empty/1' as RepositoryName };

async function namesOfRows(): Promise<string[]> {
  const { dataSource, schema } = await testSchema;
  const rows: { name: string }[] = await dataSource.query(`SELECT name FROM "${schema}".repositories ORDER BY name`);
  return rows.map(({ name }) => name);
}

/** One repository with all blobs and manifests, and 2,000 empty repositories. */
beforeAll(async () =>
  (await testSchema).fill(
    `INSERT INTO $.repositories (name) SELECT 'empty/' || i FROM generate_series(1, 2000) i`,
    `INSERT INTO $.repositories (name) VALUES ('full')`,
    `INSERT INTO $.manifests (repository_id, digest, media_type, size, kind, descriptor_bytes, bytes)
     SELECT r.id, 'sha256:' || lpad(i::text, 64, '0'), 'application/json', 2, 'image', 1000, '\\x7b7d'
     FROM $.repositories r, generate_series(1, 20000) i WHERE r.name = 'full'`,
    `INSERT INTO $.objects (location, state, upload_id, size, delete_after)
     SELECT digest, 'live', gen_random_uuid(), 2, now() FROM $.manifests`,
    'INSERT INTO $.blobs (digest, size, location) SELECT digest, 2, digest FROM $.manifests',
    `INSERT INTO $.repository_blobs (repository_id, digest, lease_until)
     SELECT repository_id, digest, 'infinity' FROM $.manifests`,
    'ANALYZE $.repositories, $.manifests, $.repository_blobs',
  ),
);

afterAll(async () => (await testSchema).drop());

describe('PostgresMetadataStore with repositories that were emptied', () => {
  it('finds through indexes that they have no content', async () => {
    const plans = await plansOf(await testSchema, (store) => store.repositories.list(page));
    areShort(plans, 2000);
    // Any other index would be read from its begin to its end for each of them.
    const indexes = new Set(plans.flatMap((plan) => plan['Index Name'] ?? []));
    expect(indexes).toEqual(new Set(['repositories_name', 'repository_blobs_pkey', 'manifests_pkey']));
    areShort(await plansOf(await testSchema, (store) => store.repositories.has('empty/7' as RepositoryName)), 1);
  });

  it('deletes them', async () => {
    const store = new PostgresMetadataStore((await testSchema).dataSource);
    await store.collection.deleteEmptyRepositories(by);
    expect(await namesOfRows()).toEqual(['full']);
    areShort(await plansOf(await testSchema, (store) => store.repositories.list(page)), 1);
  });

  it('deletes a repository when its last content is deleted or collected, and not before', async () => {
    const store = new PostgresMetadataStore((await testSchema).dataSource, { leaseSeconds: 0 });
    for (const name of ['collected', 'deleted'] as RepositoryName[]) await pushBlob(store, name, layer);
    expect(await namesOfRows()).toEqual(['collected', 'deleted', 'full']);
    await store.blobs.delete({ repository: 'deleted' as RepositoryName, digest: layer.digest, by });
    expect(await namesOfRows()).toEqual(['collected', 'full']);
    await store.collection.deleteUnreferencedBlobs(10, by);
    expect(await namesOfRows()).toEqual(['full']);
  });

  it('logs that an empty repository could not be deleted, unless the error is a fault of the store', async () => {
    const { dataSource, schema } = await testSchema;
    const name = 'logged' as RepositoryName;
    const logged: string[] = [];
    const store = new PostgresMetadataStore(dataSource, { log: (message) => logged.push(message) });
    const failWith = (state: string) =>
      dataSource.query(`CREATE OR REPLACE FUNCTION "${schema}".fail() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'failed' USING ERRCODE = '${state}'; END $$`);
    await failWith('57014');
    await dataSource.query(`CREATE TRIGGER fail BEFORE DELETE ON "${schema}".repositories FOR EACH ROW
      EXECUTE FUNCTION "${schema}".fail()`);
    const pushAndDelete = async () => {
      await pushBlob(store, name, layer);
      return store.blobs.delete({ repository: name, digest: layer.digest, by });
    };
    expect(await pushAndDelete()).toBe('deleted');
    expect(logged).toEqual(['the empty repository logged is deleted later']);
    await failWith('42703');
    await expect(pushAndDelete()).rejects.toThrow('failed');
    await dataSource.query(`DROP TRIGGER fail ON "${schema}".repositories`);
    await store.collection.deleteEmptyRepositories(by);
  });

  it('keeps a repository that a client is pushing to', async () => {
    const { dataSource, schema } = await testSchema;
    await (await testSchema).fill(`INSERT INTO $.repositories (name) VALUES ('pushed to')`);
    const runner = dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query(`SELECT FROM "${schema}".repositories WHERE name = 'pushed to' FOR KEY SHARE`);
    await new PostgresMetadataStore(dataSource).collection.deleteEmptyRepositories(by);
    await runner.rollbackTransaction();
    await runner.release();
    expect(await namesOfRows()).toEqual(['full', 'pushed to']);
  });
});
