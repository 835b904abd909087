import type { Digest, RepositoryName } from '@lading/core';
import { PostgresMetadataStore } from '../src/index.js';
import { createTestSchema } from './support/test-schema.js';

const testSchema = createTestSchema();
const repository = 'library/big' as RepositoryName;
const subject = `sha256:${'5'.repeat(64)}` as Digest;

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly Plans?: readonly Plan[];
}

function nodesOf(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

/** How the server works out a statement of the store: the plans of everything that one call sends. */
async function plansOf(call: (store: PostgresMetadataStore) => Promise<unknown>): Promise<Plan[]> {
  const { connect } = await testSchema;
  const dataSource = await connect({ poolSize: 1 });
  const { master: pool } = dataSource.driver as unknown as { master: { query: (query: object) => Promise<object> } };
  const plans: Plan[] = [];
  const query = pool.query.bind(pool);
  pool.query = async ({ text, values }: { text?: string; values?: unknown[] }) => {
    const { rows } = (await query({ text: `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values })) as {
      rows: { 'QUERY PLAN': { Plan: Plan }[] }[];
    };
    plans.push(...nodesOf(rows[0]?.['QUERY PLAN'][0]?.Plan as Plan));
    return query({ text, values });
  };
  await call(new PostgresMetadataStore(dataSource));
  return plans;
}

/** A repository of 100,000 tags and as many referrers of one subject, beside one of the same size. */
beforeAll(async () => {
  const { dataSource, schema } = await testSchema;
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
  for (const statement of statements) await dataSource.query(statement.replaceAll('$.', `"${schema}".`));
}, 120_000);

afterAll(async () => (await testSchema).drop());

/** Asserts that tables are entered by an index, and left after so many rows. */
function areShort(plans: readonly Plan[], rowsAtMost: number): void {
  expect(plans.length).toBeGreaterThan(0);
  const scans = plans.filter((plan) => plan['Relation Name'] !== undefined);
  const large = scans.filter((plan) => plan['Relation Name'] !== 'repositories');
  for (const plan of large) expect(plan['Node Type']).toMatch(/^Index/);
  for (const plan of plans) expect(plan['Actual Rows']).toBeLessThanOrEqual(rowsAtMost);
}

describe('PostgresMetadataStore with 100,000 tags and referrers', () => {
  it('reads one page of tags from the index', async () => {
    const page = { limit: 100, after: 'v050000' };
    areShort(await plansOf((store) => store.listTags(repository, page)), 101);
    areShort(await plansOf((store) => store.listTags(repository, { limit: 1 })), 2);
  });

  it('reads one page of referrers from the index', async () => {
    const request = { limit: 50, maximumBytes: 4_000_000, after: `sha256:${'0'.repeat(59)}50000` };
    areShort(await plansOf((store) => store.listReferrers(repository, subject, request)), 51);
  });

  it('reads a page of referrers that has more than fits', async () => {
    const request = { limit: 1000, maximumBytes: 20_000 };
    areShort(await plansOf((store) => store.listReferrers(repository, subject, request)), 1001);
    const store = new PostgresMetadataStore((await testSchema).dataSource);
    expect((await store.listReferrers(repository, subject, request)).items).toHaveLength(20);
  });

  it('finds a manifest by tag and by digest through indexes', async () => {
    const digest = `sha256:${'0'.repeat(59)}77777` as Digest;
    areShort(await plansOf((store) => store.findManifest(repository, { kind: 'digest', digest })), 2);
    areShort(await plansOf((store) => store.readManifest(repository, digest)), 2);
    const tag = 'v077777' as never;
    areShort(await plansOf((store) => store.findManifest(repository, { kind: 'tag', tag })), 2);
  });
});
