import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRegistryError } from '@lading/core';
import type { DataSource } from 'typeorm';
import { createRegistryDataSource, PostgresMetadataStore } from '../src/index.js';
import { startDatabaseProxy } from './support/database-proxy.js';
import { createTestSchema, databaseUrl } from './support/test-schema.js';
import { startTlsFront, type TlsKind } from './support/tls-front.js';

const testSchema = createTestSchema();
const folder = mkdtempSync(join(tmpdir(), 'lading-connection-test-'));
const opened: { close(): Promise<unknown> }[] = [];

afterAll(async () => {
  for (const one of opened) await one.close();
  rmSync(folder, { recursive: true });
  await (await testSchema).drop();
});

async function openFront(kind: TlsKind) {
  const front = await startTlsFront(kind);
  opened.push(front);
  const certificateFile = join(folder, `${front.port}.pem`);
  writeFileSync(certificateFile, front.certificate);
  return { ...front, certificateFile };
}

async function openProxy(rewrite?: (bytes: Buffer) => Buffer) {
  const proxy = await startDatabaseProxy(rewrite);
  opened.push(proxy);
  return { ...proxy, address: new URL(proxy.url).host };
}

/** A server of which all sessions are read-only, as on a standby. */
const openReadOnly = () =>
  openProxy((bytes) => {
    const [replaced, setting] = ['-c client_connection_check_interval=2000', '-c default_transaction_read_only=on'];
    const at = bytes.indexOf(replaced);
    if (at !== -1) bytes.write(setting.padEnd(replaced.length), at);
    return bytes;
  });

/** The URL of the tests' server with other hosts, and parameters. */
function urlOf(hosts: string, parameters: string): string {
  const { username, password, pathname } = new URL(databaseUrl);
  return `postgres://${username}${password && `:${password}`}@${hosts}${pathname}?${parameters}`;
}

async function connect(url: string): Promise<DataSource> {
  const { schema } = await testSchema;
  const dataSource = createRegistryDataSource({ url, schema, connectTimeoutSeconds: 2 });
  await dataSource.initialize();
  opened.push({ close: () => dataSource.destroy() });
  return dataSource;
}

const connects = (url: string) =>
  connect(url).then(
    () => 'connects',
    () => 'fails',
  );

describe('sslmode', () => {
  it.each<[mode: string, kind: TlsKind, session: string]>([
    ['disable', 'optional', 'plain'],
    ['disable', 'required', 'fails'],
    ['allow', 'optional', 'plain'],
    ['allow', 'required', 'tls'],
    ['prefer', 'optional', 'tls'],
    ['prefer', 'none', 'plain'],
    ['', 'required', 'tls'],
    ['require', 'required', 'tls'],
    ['require', 'none', 'fails'],
    ['no-verify', 'required', 'tls'],
    ['verify-full', 'required', 'fails'],
  ])('%s on a server with %s TLS: %s', async (mode, kind, session) => {
    const front = await openFront(kind);
    const outcome = await connects(urlOf(`127.0.0.1:${front.port}`, mode && `sslmode=${mode}`));
    expect(outcome === 'fails' ? 'fails' : front.sessions.at(-1)).toBe(session);
  });

  it('checks the certificate against sslrootcert, and the name only with verify-full', async () => {
    const [front, other] = [await openFront('required'), await openFront('required')];
    const [root, otherRoot] = [front, other].map(({ certificateFile }) => encodeURIComponent(certificateFile));
    const at = (mode: string, file: string | undefined, host = '') =>
      connects(urlOf(`${host || '127.0.0.1'}:${front.port}`, `sslmode=${mode}&sslrootcert=${file}`));
    expect(await at('require', root)).toBe('connects');
    expect(await at('require', otherRoot)).toBe('fails');
    expect(await at('verify-ca', root)).toBe('connects');
    expect(await at('verify-ca', otherRoot)).toBe('fails');
    expect(await at('verify-full', root)).toBe('fails');
    const named = `sslmode=verify-full&sslrootcert=${root}&hostaddr=127.0.0.1`;
    expect(await connects(urlOf(`database.test:${front.port}`, named))).toBe('connects');
  });
});

describe('several hosts', () => {
  it('are tried in their order', async () => {
    const [first, second] = [await openFront('none'), await openFront('none')];
    await connect(urlOf(`127.0.0.1:${first.port},127.0.0.1:${second.port}`, ''));
    expect([first.sessions.length, second.sessions.length]).toEqual([1, 0]);
    await connect(urlOf(`127.0.0.1:1,[::1]:1,127.0.0.1:${second.port}`, 'sslmode=prefer'));
    expect(second.sessions).toEqual(['plain']);
  });

  it('are searched for a server that accepts changes', async () => {
    const [standby, primary] = [await openReadOnly(), await openProxy()];
    const hosts = `${standby.address},${primary.address}`;
    const plain = (attributes: string) => `sslmode=disable&target_session_attrs=${attributes}`;
    const readOnly = async (attributes: string) => {
      const [state] = await (await connect(urlOf(hosts, plain(attributes)))).query('SHOW transaction_read_only');
      return state.transaction_read_only;
    };
    expect(await readOnly('any')).toBe('on');
    expect(await readOnly('read-write')).toBe('off');
    expect(await readOnly('read-only')).toBe('on');
    expect(await readOnly('primary')).toBe('on');
    expect(await readOnly('prefer-standby')).toBe('on');
    expect(await connects(urlOf(standby.address, plain('read-write')))).toBe('fails');
    expect(await connects(urlOf(hosts, plain('standby')))).toBe('fails');
  });

  it('take over from each other while a store is in use', async () => {
    const [first, second] = [await openProxy(), await openProxy()];
    const store = new PostgresMetadataStore(await connect(urlOf(`${first.address},${second.address}`, '')));
    await store.check();
    await first.down();
    await store.check();
    await first.up();
    await second.down();
    await store.check();
  });

  it('name each server that failed, and no password', async () => {
    const url = urlOf('127.0.0.1:1,127.0.0.1:2', '').replace(/\/\/[^@]*@/, '//user:canary@');
    const error = await connect(url).catch((reason: Error) => reason);
    expect((error as Error).message).toMatch(/^127\.0\.0\.1:1: .*ECONNREFUSED.*; 127\.0\.0\.1:2: .*ECONNREFUSED/);
    expect(JSON.stringify(error) + (error as Error).stack).not.toContain('canary');
  });

  it('are not all tried after one of them refuses the user', async () => {
    const [first, second] = [await openFront('none'), await openFront('none')];
    const url = urlOf(`127.0.0.1:${first.port},127.0.0.1:${second.port}`, 'dbname=no-such-database');
    await expect(connect(url)).rejects.toMatchObject({ code: '3D000' });
    expect(second.sessions).toEqual([]);
  });
});

describe('the settings of a session', () => {
  it('limit every statement, and end it when its client is gone', async () => {
    const { connect } = await testSchema;
    const dataSource = await connect({ timeoutSeconds: 7 });
    const settings = ['statement_timeout', 'idle_in_transaction_session_timeout', 'client_connection_check_interval'];
    const values = [];
    for (const name of settings) values.push((await dataSource.query(`SHOW ${name}`))[0][name]);
    expect(values).toEqual(['7s', '7s', '2s']);
  });

  it('are left out if a pooler refuses them', async () => {
    // A setting that no server has stands for one that a pooler does not pass on.
    const proxy = await openProxy((bytes) => {
      const at = bytes.indexOf('client_connection_check_interval');
      if (at !== -1) bytes.write('nobody', at);
      return bytes;
    });
    const dataSource = await connect(proxy.url);
    const store = new PostgresMetadataStore(dataSource);
    await Promise.all([1, 2, 3, 4].map(() => store.check()));
    expect(await dataSource.query('SHOW application_name')).toEqual([{ application_name: 'lading' }]);
  });

  it('give way to those of the URL', async () => {
    const url = new URL(databaseUrl);
    url.searchParams.set('options', '-c statement_timeout=3s');
    const dataSource = await connect(url.href);
    expect(await dataSource.query('SHOW statement_timeout')).toEqual([{ statement_timeout: '3s' }]);
  });
});

describe('a list whose signal fires', () => {
  it('ends on the server too', async () => {
    const { dataSource, schema, connect } = await testSchema;
    const store = new PostgresMetadataStore(await connect({ applicationName: 'impatient', timeoutSeconds: 600 }), {
      timeoutSeconds: 600,
    });
    const running = () =>
      dataSource.query(`SELECT 1 FROM pg_stat_activity WHERE application_name = 'impatient' AND state = 'active'`);
    const runner = dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query(`LOCK TABLE "${schema}".repositories IN ACCESS EXCLUSIVE MODE`);
    const controller = new AbortController();
    const list = store.repositories.list({ limit: 1, signal: controller.signal }).catch((error: unknown) => error);
    while ((await running()).length === 0);
    controller.abort(new Error('enough'));
    expect(await list).toMatchObject({ message: 'enough' });
    while ((await running()).length > 0);
    await runner.rollbackTransaction();
    await runner.release();
    expect(isRegistryError(await store.repositories.list({ limit: 1 }))).toBe(false);
  });
});
