import { parseRepositoryPattern, type RepositoryFilter } from '@lading/core';
import { PostgresMetadataStore } from '../src/index.js';
import { type Plan, plansOf } from './support/plans.js';
import { createTestSchema } from './support/test-schema.js';

const testSchema = createTestSchema();

/** 100,000 repositories, of which three are below `few/` and three are called `public`. */
beforeAll(async () => {
  const statements = [
    `INSERT INTO $.repositories (name) SELECT 'org' || i % 100 || '/team' || i % 1000 || '/app' || i
     FROM generate_series(1, 99994) i`,
    `INSERT INTO $.repositories (name) SELECT 'few/app' || i FROM generate_series(1, 3) i`,
    `INSERT INTO $.repositories (name) SELECT 'org' || 7 * i || '/public' FROM generate_series(1, 3) i`,
    `INSERT INTO $.manifests (repository_id, digest, media_type, size, kind, descriptor_bytes, bytes)
     SELECT id, 'sha256:' || repeat('6', 64), 'application/json', 2, 'image', 1000, '\\x7b7d' FROM $.repositories`,
    'ANALYZE $.repositories, $.manifests, $.repository_blobs',
  ];
  await (await testSchema).fill(...statements);
}, 120_000);

afterAll(async () => (await testSchema).drop());

function filterOf(allow: readonly string[], deny: readonly string[] = []): RepositoryFilter {
  return { allow: allow.map(parseRepositoryPattern), deny: deny.map(parseRepositoryPattern) };
}

/** The names on a page, and how many rows of the table were read for it. */
async function read(visible: RepositoryFilter, limit: number, after?: string) {
  let names: readonly string[] = [];
  const plans = await plansOf(await testSchema, async (store) => {
    names = (await store.repositories.list({ limit, visible, ...(after !== undefined && { after }) })).items;
  });
  const scans = plans.filter((plan) => plan['Relation Name'] === 'repositories');
  for (const plan of scans) expect(plan['Index Name']).toBe('repositories_name');
  const statements = plans.filter((plan) => plan['Node Type'] === 'Recursive Union').length;
  return { names, statements, rows: scans.reduce((sum, plan) => sum + rowsOf(plan), 0) };
}

function rowsOf(plan: Plan): number {
  return plan['Actual Rows'] * plan['Actual Loops'];
}

const few = ['few/app1', 'few/app2', 'few/app3'];
const publicNames = ['org14/public', 'org21/public', 'org7/public'];
const exact = Array.from({ length: 500 }, (_, index) => {
  const i = 101 * (index + 1);
  return `org${i % 100}/team${i % 1000}/app${i}`;
});

/** A step reads 100 names, so a range costs at most so many beyond those that are wanted. */
describe('a page of the few repositories that are visible among 100,000', () => {
  it.each([
    ['below a prefix', filterOf(['few/**']), few, 100],
    ['beside absent repositories', filterOf(['few/**', 'none/**', 'org1/none', 'zzz']), few, 202],
    ['named one by one', filterOf(exact), [...exact].sort().slice(0, 100), 101],
    [
      'beside a deny of almost everything',
      filterOf(
        ['**'],
        Array.from({ length: 100 }, (_, i) => `org${i}/**`),
      ),
      few,
      100 * 101,
    ],
    ['that a prefix and a pattern share', filterOf(['few/*', 'org7/*']), [...few, 'org7/public'], 1200],
  ])('[A71] reads little: %s', async (_, visible, expected, most) => {
    const { names, statements, rows } = await read(visible, 100);
    expect(names).toEqual(expected);
    expect(statements).toBe(1);
    expect(rows).toBeLessThanOrEqual(most);
  });

  it('reads the next page from its start', async () => {
    const { names, rows } = await read(filterOf(['org5/**', 'org6/**']), 10, 'org5/team905/app99905');
    expect(names).toHaveLength(10);
    expect(rows).toBeLessThanOrEqual(200);
  });

  it('reads a full page of many in one statement, and no more than it has', async () => {
    const { names, statements, rows } = await read(filterOf(['**'], ['org5/**']), 100);
    expect(names).toHaveLength(100);
    expect(statements).toBe(1);
    expect(rows).toBeLessThanOrEqual(300);
  });

  it('reads names once where a pattern begins with a wildcard, and limits each statement', async () => {
    const { names, statements, rows } = await read(filterOf(['*/public']), 100);
    expect(names).toEqual(publicNames);
    expect(statements).toBeGreaterThan(1);
    expect(rows).toBeLessThanOrEqual(100_100);
    expect(rows / statements).toBeLessThan(21_001);
  });

  it('stops between two statements when nobody waits any more', async () => {
    const store = new PostgresMetadataStore((await testSchema).dataSource);
    const signal = AbortSignal.timeout(5);
    const listed = store.repositories.list({ limit: 100, visible: filterOf(['*/none']), signal });
    await expect(listed).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});
