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

type Query = (query: { text?: string; values?: unknown[] }) => Promise<{ rows: { 'QUERY PLAN': { Plan: Plan }[] }[] }>;

interface ExplainedPool {
  query: Query;
  connect: (...parameters: unknown[]) => Promise<{ query: (...parameters: unknown[]) => unknown }>;
}

const explained = (text: string | undefined) => `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`;

/** How the server works out statements of the store: the plans of everything that one call sends. */
export async function plansOf(
  { connect }: TestSchema,
  call: (store: PostgresMetadataStore) => Promise<unknown>,
): Promise<Plan[]> {
  const dataSource = await connect({ poolSize: 1 });
  const pool = (dataSource.driver as unknown as { master: ExplainedPool }).master;
  const plans: Plan[] = [];
  const note = ({ rows }: Awaited<ReturnType<Query>>) =>
    void plans.push(...nodesOf(rows[0]?.['QUERY PLAN'][0]?.Plan as Plan));
  const query = pool.query.bind(pool);
  pool.query = async ({ text, values }) => {
    note(await query({ text: explained(text), values: values ?? [] }));
    return query({ text: text ?? '', values: values ?? [] });
  };
  explainTransactions(pool, note);
  await call(new PostgresMetadataStore(dataSource));
  return plans;
}

/** What a statement changes as it is explained is taken back, before it runs for its transaction. */
function explainTransactions(pool: ExplainedPool, note: (result: Awaited<ReturnType<Query>>) => void): void {
  const connect = pool.connect.bind(pool);
  const known = new WeakSet<object>();
  pool.connect = async (...parameters) => {
    // The pool itself asks with a callback, for what runs outside a transaction.
    if (parameters.length > 0) return connect(...parameters);
    const client = await connect();
    if (known.has(client)) return client;
    known.add(client);
    const query = client.query.bind(client);
    client.query = (...given) => {
      const [{ text, values }] = given as Parameters<Query>;
      if (given.length === 1 && values !== undefined) {
        query('SAVEPOINT explained');
        (query({ text: explained(text), values }) as ReturnType<Query>).then(note);
        query('ROLLBACK TO SAVEPOINT explained');
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
