import { type Digest, digestOf, type RepositoryName } from '@lading/core';
import { PostgresMetadataStore } from '../src/index.js';
import { by } from './support/author.js';
import { areShort, plansOf } from './support/plans.js';
import { createTestSchema } from './support/test-schema.js';

const testSchema = createTestSchema();
const repository = 'many/2000' as RepositoryName;
const digest = `sha256:${'6'.repeat(64)}` as Digest;
const tag = 'latest' as never;

/** Three thousand repositories that have the same layer, manifest and tag, beside one with as many of its own of each. */
beforeAll(async () => {
  const statements = [
    `INSERT INTO $.repositories (name) SELECT 'many/' || i FROM generate_series(1, 3000) i`,
    `INSERT INTO $.repositories (name) VALUES ('own')`,
    `CREATE TEMPORARY VIEW had AS
       SELECT id, '${digest}' AS digest, 'latest' AS tag FROM $.repositories WHERE name LIKE 'many/%'
       UNION ALL SELECT r.id, 'sha256:' || lpad(i::text, 64, '0'), 'v' || i
       FROM $.repositories r, generate_series(1, 3000) i WHERE r.name = 'own'`,
    `INSERT INTO $.objects (location, state, upload_id, size, delete_after)
     SELECT digest, 'live', gen_random_uuid(), 2, now() FROM had GROUP BY digest`,
    'INSERT INTO $.blobs (digest, size, location) SELECT DISTINCT digest, 2, digest FROM had',
    `INSERT INTO $.repository_blobs (repository_id, digest, lease_until) SELECT id, digest, 'infinity' FROM had`,
    `INSERT INTO $.manifests (repository_id, digest, media_type, size, kind, descriptor_bytes, bytes)
     SELECT id, digest, 'application/json', 2, 'image', 1000, '\\x7b7d' FROM had`,
    `INSERT INTO $.manifest_references (repository_id, manifest_digest, digest, role, blob_digest)
     SELECT id, digest, digest, 'blob', digest FROM had`,
    'INSERT INTO $.tags (repository_id, name, digest) SELECT id, tag, digest FROM had',
    'ANALYZE $.repositories, $.manifests, $.tags, $.manifest_references, $.repository_blobs, $.blobs',
  ];
  await (await testSchema).fill(...statements);
}, 60_000);

afterAll(async () => (await testSchema).drop());

describe('PostgresMetadataStore where thousands of repositories have the same', () => {
  const finds: Readonly<Record<string, (store: PostgresMetadataStore) => Promise<unknown>>> = {
    'a tag': (store) => store.manifests.find(repository, { kind: 'tag', tag }),
    'a manifest': (store) => store.manifests.find(repository, { kind: 'digest', digest }),
    'a blob': (store) => store.blobs.find(repository, digest),
    'a blob, to push': (store) => store.blobs.find(repository, digest, { renewLease: true }),
  };

  it.each(Object.keys(finds))('finds %s in one of them, without a look at the others', async (name) => {
    let found: unknown;
    const plans = await plansOf(await testSchema, async (store) => {
      found = await finds[name]?.(store);
    });
    areShort(plans, 2);
    expect(found).toMatchObject({ digest, size: 2 });
  });

  it('stores a manifest with its subject and a tag in one of them, and stores it again, through indexes', async () => {
    const bytes = Buffer.from('{"layers":[]}');
    const stored = { digest, size: 2, mediaType: 'application/octet-stream' };
    const manifest = {
      ...{ mediaType: 'application/json', kind: 'image' as const, artifactType: 'type/1', annotations: undefined },
      ...{ subject: stored, blobs: [stored], children: [], digest: digestOf(bytes), bytes },
    };
    const put = (store: PostgresMetadataStore) => store.manifests.put({ repository, manifest, tags: [tag], by });
    areShort(await plansOf(await testSchema, put), 2);
    areShort(await plansOf(await testSchema, put), 2);
    const found = new PostgresMetadataStore((await testSchema).dataSource).manifests.find(repository, {
      kind: 'tag',
      tag,
    });
    expect(await found).toMatchObject({ digest: manifest.digest });
  });

  it('reads a page of repositories without a look at what all of them have', async () => {
    const page = { limit: 10, after: 'many/2' as RepositoryName };
    areShort(await plansOf(await testSchema, (store) => store.repositories.list(page)), 11);
  });
});
