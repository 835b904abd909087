import type { PostgresMetadataStore } from '../src/index.js';
import { by } from './support/author.js';
import { areShort, plansOf } from './support/plans.js';
import { createTestSchema } from './support/test-schema.js';

const testSchema = createTestSchema();
const batch = 10;

/** 30,000 blobs with a reference each and as many uploads, and of each kind a few that are due. */
beforeAll(async () => {
  const digest = `'sha256:' || lpad(i::text, 64, '0')`;
  const lives = (from: number, to: number) => `generate_series(${from}, ${to}) i`;
  const statements = [
    // What statistics tell of it comes from `ANALYZE` alone, so that tests know whether there are any.
    ...['objects', 'blobs', 'repository_blobs', 'manifest_references', 'upload_sessions'].map(
      (table) => `ALTER TABLE $.${table} SET (autovacuum_enabled = false)`,
    ),
    `INSERT INTO $.repositories (name) VALUES ('library/big')`,
    `INSERT INTO $.objects (location, state, upload_id, size, delete_after)
     SELECT 'live/' || i, 'live', gen_random_uuid(), 1, now() - interval '1 hour' FROM ${lives(1, 30_000)}`,
    `INSERT INTO $.blobs (digest, size, location) SELECT ${digest}, 1, 'live/' || i FROM ${lives(1, 30_000)}`,
    `INSERT INTO $.repository_blobs (repository_id, digest, lease_until)
     SELECT id, ${digest}, now() + CASE WHEN i % 1000 < 2 THEN interval '-1 hour' ELSE interval '1 day' END
     FROM $.repositories, ${lives(1, 30_000)}`,
    `INSERT INTO $.manifests (repository_id, digest, media_type, size, kind, descriptor_bytes, bytes)
     SELECT id, 'sha256:' || repeat('a', 64), 'application/json', 2, 'image', 1000, '\\x7b7d' FROM $.repositories`,
    `INSERT INTO $.manifest_references (repository_id, manifest_digest, digest, role, blob_digest)
     SELECT id, 'sha256:' || repeat('a', 64), ${digest}, 'blob', ${digest} FROM $.repositories, ${lives(1, 30_000)}
     WHERE i % 1000 <> 0`,
    `INSERT INTO $.upload_sessions (id, repository, state, idle_seconds, status, expires_at)
     SELECT gen_random_uuid(), 'library/big', '{}', 60, CASE WHEN i % 2 = 0 THEN 'open' ELSE 'finished' END,
       now() + CASE WHEN i <= 40 THEN interval '-1 hour' ELSE interval '1 day' END FROM ${lives(1, 30_000)}`,
    `INSERT INTO $.objects (location, state, upload_id, delete_after)
     SELECT 'staged/' || row_number() OVER (), 'staged', id, now() - interval '1 hour'
     FROM (SELECT id FROM $.upload_sessions WHERE expires_at > now() AND status = 'open' LIMIT 5) uploads`,
    `INSERT INTO $.objects (location, state, upload_id, size, delete_after)
     SELECT 'trash/' || i, 'trash', gen_random_uuid(), 1, now() - interval '1 hour' FROM ${lives(1, 40)}`,
  ];
  await (await testSchema).fill(...statements);
}, 120_000);

afterAll(async () => (await testSchema).drop());

describe.each(['before', 'after'])('PostgresMetadataStore with 30,000 blobs, %s their tables are analysed', (when) => {
  beforeAll(async () => {
    const { dataSource, schema } = await testSchema;
    if (when === 'after')
      await dataSource.query(`ANALYZE "${schema}".objects, "${schema}".blobs,
      "${schema}".repository_blobs, "${schema}".manifest_references, "${schema}".upload_sessions`);
  });

  /** Reads at most twice as many rows of each kind as are due. */
  const isShort = async (call: (store: PostgresMetadataStore) => Promise<unknown>) =>
    areShort(await plansOf(await testSchema, call), 100);

  it('claims a batch of trash through indexes', async () => {
    await isShort(async (store) => expect(await store.collection.claimTrash(batch, 60)).toHaveLength(batch));
  });

  it('takes unreferenced blobs through indexes', async () => {
    await isShort(async (store) => expect(await store.collection.deleteUnreferencedBlobs(batch, by)).toBe(batch));
  });

  it('claims uploads that are over through indexes', async () => {
    await isShort(async (store) => expect(await store.uploads.claimDead(batch, 60)).toHaveLength(batch));
  });
});
