import { PostgresMetadataStore } from '../../src/index.js';
import type { TestSchema } from './test-schema.js';

export interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly Plans?: readonly Plan[];
}

function nodesOf(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

/** How the server works out a statement of the store: the plans of everything that one call sends. */
export async function plansOf(
  { connect }: TestSchema,
  call: (store: PostgresMetadataStore) => Promise<unknown>,
): Promise<Plan[]> {
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

/** Asserts that tables are entered by an index, and left after so many rows. */
export function areShort(plans: readonly Plan[], rowsAtMost: number): void {
  expect(plans.length).toBeGreaterThan(0);
  const scans = plans.filter((plan) => plan['Relation Name'] !== undefined);
  const large = scans.filter((plan) => plan['Relation Name'] !== 'repositories');
  for (const plan of large) expect(plan['Node Type']).toMatch(/^Index/);
  for (const plan of plans) expect(plan['Actual Rows']).toBeLessThanOrEqual(rowsAtMost);
}
