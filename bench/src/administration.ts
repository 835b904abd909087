// Measures the cost of an administrative change in a registry with many accounts: the change itself, and the refresh of another
// process after it. CPU milliseconds are those of this process and of its PostgreSQL backends together, on Linux.
//   node bench/dist/administration.js [--database URL] [--users N] [--groups N] [--rules N] [--rounds N]
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createAccess } from '@lading/access';
import { type AccessStore, decorate } from '@lading/core';
import { createRegistryDataSource, migrateRegistry, PostgresAccessStore } from '@lading/metadata';
import { withDatabase } from './fill/sql.js';
import { significant } from './report/significant.js';
import { summarise } from './report/summary.js';

const { values } = parseArgs({
  options: {
    database: { type: 'string', default: process.env.TEST_DATABASE_URL ?? '' },
    users: { type: 'string', default: '10000' },
    groups: { type: 'string', default: '200' },
    rules: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '20' },
  },
});
const rounds = Number(values.rounds);
const schema = `bench_administration_${process.pid}`;
const password = 'correct horse battery staple';

/** Milliseconds of one operation. */
interface Cost {
  readonly elapsed: number;
  readonly cpu: number;
}

const one = await open('one');
await migrateRegistry(one.dataSource);
await withDatabase(values.database, (client) => client.query(fill(values)));
const reading = await costOf(() => one.store.readState());
const { access } = await start(one.store);
await access.administration.createFirstAdministrator({ name: 'zoe', password });
const root = { identity: { kind: 'user', name: 'zoe', groups: [] } } as const;
const other = await open('other');
// Without notices, so that it refreshes only when it is measured.
const { access: replica } = await start(decorate(other.store, { watch: () => undefined }));

const costs: Record<string, Cost[]> = { 'PUT of a user': [], 'refresh after it': [], 'PUT of a rule': [], DELETE: [] };
const measure = async (name: string, work: () => Promise<unknown>) => costs[name]?.push(await costOf(work));
const { users, rules } = access.administration;
for (let round = 0; round < rounds; round += 1) {
  const name = `user-${round}`;
  await measure('PUT of a user', () => users.put(root, name, { displayName: `changed ${round}` }));
  await measure('refresh after it', () => replica.live.refresh());
  await measure('PUT of a rule', () =>
    rules.create(root, { effect: 'allow', who: [`user:${name}`], where: [`own/${name}`], what: ['push'] }),
  );
  await replica.live.refresh();
  await measure('DELETE', () => users.delete(root, name));
  await measure('refresh after it', () => replica.live.refresh());
}
console.log(
  `${values.users} users, ${2 * Number(values.users)} credentials, ${values.groups} groups, ${values.rules} rules`,
);
console.log('milliseconds'.padEnd(24), 'elapsed'.padStart(10), 'CPU'.padStart(10));
print('first read of the state', [reading]);
for (const [name, measured] of Object.entries(costs)) print(name, measured);
await access.close();
await replica.close();
await one.dataSource.query(`DROP SCHEMA ${schema} CASCADE`);
for (const { dataSource } of [one, other]) await dataSource.destroy();

function print(name: string, measured: readonly Cost[]): void {
  const figures = [measured.map(({ elapsed }) => elapsed), measured.map(({ cpu }) => cpu)];
  console.log(name.padEnd(24), ...figures.map((each) => significant(summarise(each).median).padStart(10)));
}

async function open(name: string) {
  const applicationName = `${schema}_${name}`;
  const dataSource = createRegistryDataSource({
    url: values.database,
    schema,
    poolSize: 2,
    applicationName,
    timeoutSeconds: 120,
  });
  await dataSource.initialize();
  return { dataSource, store: new PostgresAccessStore(dataSource, { timeoutSeconds: 120 }) };
}

async function start(store: AccessStore) {
  const tokens = { service: 'bench', issuer: 'https://bench.example.com', sealingKeys: [new Uint8Array(32)] };
  return { access: await createAccess({ store, tokens }) };
}

async function costOf(work: () => Promise<unknown>): Promise<Cost> {
  const backends = await backendMilliseconds();
  const own = process.cpuUsage();
  const start = performance.now();
  await work();
  const elapsed = performance.now() - start;
  const { user, system } = process.cpuUsage(own);
  return { elapsed, cpu: (user + system) / 1000 + (await backendMilliseconds()) - backends };
}

/** CPU milliseconds of all backends that this process uses. */
async function backendMilliseconds(): Promise<number> {
  const sql = 'SELECT pid FROM pg_stat_activity WHERE application_name LIKE $1';
  const { rows } = await withDatabase(values.database, (client) => client.query(sql, [`${schema}%`]));
  return rows.reduce((sum: number, { pid }: { pid: number }) => sum + millisecondsOf(pid), 0);
}

/** In ticks of 10 ms, so only the sum of many rounds tells much (proc(5), `/proc/pid/stat`). */
function millisecondsOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return 0;
  }
}

function fill({ users: count, groups, rules: ruleCount }: typeof values): string {
  const times = '1, now(), now()';
  return `
    INSERT INTO ${schema}.users (version, created_at, updated_at, name, email, is_disabled, password_hash)
      SELECT ${times}, 'user-' || n, 'user-' || n || '@example.com', false, '$argon2id$' FROM generate_series(0, ${count} - 1) n;
    INSERT INTO ${schema}.credentials
        (version, created_at, updated_at, owner_kind, owner_name, description, secret_hash, hint, scopes, expires_at)
      SELECT ${times}, 'user', 'user-' || n / 2, 'laptop', 'hash ' || n, 'wxyz',
        '[{"where":["team/**"],"what":["pull","push"]}]', now() + interval '90 days' FROM generate_series(0, 2 * ${count} - 1) n;
    INSERT INTO ${schema}.groups (version, created_at, updated_at, name, members)
      SELECT ${times}, 'group-' || g, (SELECT array_agg('user-' || (g * 50 + m) % ${count}) FROM generate_series(0, 199) m)
      FROM generate_series(0, ${groups} - 1) g;
    INSERT INTO ${schema}.rules (version, created_at, updated_at, effect, who, "where", what)
      SELECT ${times}, 'allow', ARRAY['group:group-' || r % ${groups}], ARRAY['team-' || r || '/**'], ARRAY['pull', 'admin']
      FROM generate_series(0, ${ruleCount} - 1) r`;
}
