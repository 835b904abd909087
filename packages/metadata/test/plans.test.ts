import type { Digest, RepositoryName } from '@lading/core';
import { PostgresMetadataStore } from '../src/index.js';
import { areShort, plansOf as plansOfCall } from './support/plans.js';
import { createTestSchema } from './support/test-schema.js';

const testSchema = createTestSchema();
const repository = 'library/big' as RepositoryName;
const subject = `sha256:${'5'.repeat(64)}` as Digest;

/** The plans of everything that one call sends. */
const plansOf = async (call: (store: PostgresMetadataStore) => Promise<unknown>) => plansOfCall(await testSchema, call);

/** A repository of 100,000 tags and as many referrers of one subject, beside one of the same size. */
beforeAll(async () => {
  const statements = [
    `INSERT INTO $.repositories (name) VALUES ('library/big'), ('library/other')`,
    `INSERT INTO $.manifests (repository_id, digest, media_type, size, kind, artifact_type, subject, descriptor_bytes,
       annotations, bytes)
     SELECT r.id, 'sha256:' || lpad(i::text, 64, '0'), 'application/json', 2, 'image', 'type/' || i % 10, '${subject}',
       1000, '{}', '\\x7b7d' FROM $.repositories r, generate_series(1, 100000) i`,
    `INSERT INTO $.tags (repository_id, name, digest) SELECT repository_id, 'v' || right(digest, 6), digest
     FROM $.manifests`,
    'ANALYZE $.repositories, $.manifests, $.tags, $.manifest_references, $.repository_blobs',
  ];
  await (await testSchema).fill(...statements);
}, 120_000);

afterAll(async () => (await testSchema).drop());

describe('PostgresMetadataStore with 100,000 tags and referrers', () => {
  it('reads one page of tags from the index', async () => {
    const page = { limit: 100, after: 'v050000' };
    areShort(await plansOf((store) => store.tags.list(repository, page)), 101);
    areShort(await plansOf((store) => store.tags.list(repository, { limit: 1 })), 2);
  });

  it('reads one page of referrers from the index', async () => {
    const request = { limit: 50, maximumBytes: 4_000_000, after: `sha256:${'0'.repeat(59)}50000` };
    areShort(await plansOf((store) => store.referrers.list(repository, subject, request)), 51);
  });

  it('reads a page of referrers that has more than fits', async () => {
    const request = { limit: 1000, maximumBytes: 20_000 };
    areShort(await plansOf((store) => store.referrers.list(repository, subject, request)), 1001);
    const store = new PostgresMetadataStore((await testSchema).dataSource);
    expect((await store.referrers.list(repository, subject, request)).items).toHaveLength(20);
  });

  it('finds a manifest by tag and by digest through indexes', async () => {
    const digest = `sha256:${'0'.repeat(59)}77777` as Digest;
    areShort(await plansOf((store) => store.manifests.find(repository, { kind: 'digest', digest })), 2);
    areShort(await plansOf((store) => store.manifests.read(repository, digest)), 2);
    const tag = 'v077777' as never;
    areShort(await plansOf((store) => store.manifests.find(repository, { kind: 'tag', tag })), 2);
  });

  it('looks up gathered names through indexes, in one statement', async () => {
    const tags = ['v000001', 'v050000', 'v099999', 'missing'];
    const found: unknown[] = [];
    const plans = await plansOf(async (store) => {
      const lookups = tags.map((tag) => store.manifests.find(repository, { kind: 'tag', tag: tag as never }));
      found.push(...(await Promise.all(lookups)).map((manifest) => manifest?.digest.slice(-6)));
    });
    areShort(plans, 4);
    expect(plans.filter((plan) => plan['Node Type'] === 'Function Scan')).toHaveLength(1);
    expect(found).toEqual(['000001', '050000', '099999', undefined]);
  });

  it('plans a lookup once, and not for each number of things anew', async () => {
    const dataSource = await (await testSchema).connect({ poolSize: 1 });
    const store = new PostgresMetadataStore(dataSource);
    const find = (tag: string) => store.manifests.find(repository, { kind: 'tag', tag: tag as never });
    for (let count = 1; count <= 12; count++)
      await Promise.all(['v000001', 'v000002'].slice(0, 1 + (count % 2)).map(find));
    const [plans] = await dataSource.query(
      `SELECT generic_plans::integer AS once, custom_plans::integer AS anew FROM pg_prepared_statements
       WHERE name = 'find-manifests-by-tag'`,
    );
    expect(plans).toEqual({ once: 7, anew: 5 });
  });
});
