import { PostgresMetadataStore } from '../../src/index.js';
import type { TestSchema } from './test-schema.js';

export interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly Plans?: readonly Plan[];
}

function nodesOf(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

type Query = (query: { text?: string; values?: unknown[] }) => Promise<{ rows: { 'QUERY PLAN': { Plan: Plan }[] }[] }>;

interface ExplainedPool {
  connect: (...parameters: unknown[]) => Promise<{ query: (...parameters: unknown[]) => unknown }>;
}

/** How the server works out statements of the store: the plans of everything that one call sends. */
export async function plansOf(
  { connect }: TestSchema,
  call: (store: PostgresMetadataStore) => Promise<unknown>,
): Promise<Plan[]> {
  const dataSource = await connect({ poolSize: 1 });
  const pool = (dataSource.driver as unknown as { master: ExplainedPool }).master;
  const plans: Plan[] = [];
  explainStatements(pool, ({ rows }) => void plans.push(...nodesOf(rows[0]?.['QUERY PLAN'][0]?.Plan as Plan)));
  await call(new PostgresMetadataStore(dataSource));
  return plans;
}

/** Explains each statement before it runs, and rolls back the changes of the EXPLAIN. */
function explainStatements(pool: ExplainedPool, note: (result: Awaited<ReturnType<Query>>) => void): void {
  const connect = pool.connect.bind(pool);
  const known = new WeakSet<object>();
  pool.connect = async (...parameters) => {
    const client = await connect(...parameters);
    if (known.has(client)) return client;
    known.add(client);
    const query = client.query.bind(client);
    let isInTransaction = false;
    client.query = (...given) => {
      const [{ text, values }] = given as Parameters<Query>;
      if (values === undefined) isInTransaction = text?.startsWith('BEGIN') === true;
      else {
        query(isInTransaction ? 'SAVEPOINT explained' : 'BEGIN');
        (query({ text: `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values }) as ReturnType<Query>).then(note);
        query(isInTransaction ? 'ROLLBACK TO SAVEPOINT explained' : 'ROLLBACK');
      }
      return query(...given);
    };
    return client;
  };
}

/** Asserts that tables are entered by an index, and left after so many rows. */
export function areShort(plans: readonly Plan[], rowsAtMost: number): void {
  expect(plans.length).toBeGreaterThan(0);
  const scans = plans.filter((plan) => plan['Relation Name'] !== undefined && plan['Node Type'] !== 'ModifyTable');
  const large = scans.filter((plan) => plan['Relation Name'] !== 'repositories');
  for (const plan of large) expect(plan['Node Type']).toMatch(/^(Index|Bitmap Heap) /);
  for (const plan of plans) expect(plan['Actual Rows']).toBeLessThanOrEqual(rowsAtMost);
}
