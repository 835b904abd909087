import type { RepositoryName, Tag } from '@lading/core';
import { PostgresMetadataStore } from '../src/index.js';
import { type DatabaseProxy, startDatabaseProxy } from './support/database-proxy.js';
import { createTestSchema } from './support/test-schema.js';

const testSchema = createTestSchema();
const proxies: DatabaseProxy[] = [];
const reference = { kind: 'tag', tag: 'latest' as Tag } as const;
const repository = 'library/app' as RepositoryName;

afterAll(async () => {
  for (const proxy of proxies) await proxy.close();
  await (await testSchema).drop();
});

/** A store that waits for a second, by way of a proxy, with several connections that were used. */
async function openStore() {
  const proxy = await startDatabaseProxy();
  proxies.push(proxy);
  const dataSource = await (await testSchema).connect({ url: proxy.url, connectTimeoutSeconds: 1 });
  const store = new PostgresMetadataStore(dataSource, { timeoutSeconds: 1 });
  await Promise.all([1, 2, 3, 4].map(() => store.tasks.claimTurn('warm', 0)));
  return { proxy, store };
}

const calls: Readonly<Record<string, (store: PostgresMetadataStore) => Promise<unknown>>> = {
  'a read': (store) => store.manifests.find(repository, reference),
  'a list': (store) => store.tags.list(repository, { limit: 1 }),
  'a change': (store) => store.tasks.claimTurn('task', 0),
};

describe.each(Object.keys(calls))('%s', (name) => {
  const call = (store: PostgresMetadataStore) => (calls[name] as (typeof calls)[string])(store);

  it('fails in time while the database does not answer, and works as soon as it does', async () => {
    const { proxy, store } = await openStore();
    proxy.freeze();
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => call(store)));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    await expect(call(store)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    proxy.thaw();
    await call(store);
  });

  it('fails once if only the old connections do not answer', async () => {
    const { proxy, store } = await openStore();
    proxy.freezeEstablished();
    await expect(call(store)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    for (let count = 0; count < 5; count++) await call(store);
  });

  it('works on a new connection if the old ones are reset', async () => {
    const { proxy, store } = await openStore();
    await proxy.down();
    await expect(call(store)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await proxy.up();
    await call(store);
  });
});

it('no call waits for each of several silent hosts', async () => {
  const servers = await Promise.all([1, 2, 3].map(() => startDatabaseProxy()));
  proxies.push(...servers);
  const [{ host, href }, ...others] = servers.map(({ url }) => new URL(url)) as [URL, ...URL[]];
  const hosts = [host, ...others.map((other) => other.host)].join(',');
  const url = `${href.replace(host, hosts)}&connect_timeout=20`;
  const store = new PostgresMetadataStore(await (await testSchema).connect({ url }), { timeoutSeconds: 1 });
  await store.tasks.claimTurn('warm', 0);
  for (const server of servers) server.freeze();
  for (const call of Object.values(calls)) await expect(call(store)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

describe('a statement that the server does not end', () => {
  it('is ended by the server when its client has closed the connection', async () => {
    const { dataSource, schema, connect } = await testSchema;
    const store = new PostgresMetadataStore(await connect({ applicationName: 'given up', timeoutSeconds: 600 }), {
      timeoutSeconds: 1,
    });
    const runner = dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query(`LOCK TABLE "${schema}".tags IN ACCESS EXCLUSIVE MODE`);
    await expect(store.manifests.find(repository, reference)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    const sessions = () => dataSource.query(`SELECT FROM pg_stat_activity WHERE application_name = 'given up'`);
    while ((await sessions()).length > 0);
    await runner.rollbackTransaction();
    await runner.release();
    await store.manifests.find(repository, reference);
  });
});
