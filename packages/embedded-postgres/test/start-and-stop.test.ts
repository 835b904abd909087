import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { startEmbeddedPostgres } from '../src/index.js';
import { query } from './support/query.js';
import { withTemporaryDirectory } from './support/temporary-directory.js';
import { whileRunning } from './support/while-running.js';

it('keeps committed data over a restart', () =>
  withTemporaryDirectory(async (directory) => {
    await whileRunning({ directory }, async ({ url }) => {
      await query(url, "CREATE TABLE tag AS SELECT 'v1' AS name");
    });
    const rows = await whileRunning({ directory }, ({ url }) => query(url, 'SELECT name FROM tag'));
    expect(rows).toEqual([{ name: 'v1' }]);
  }));

it('keeps data checksums and durable commits with any settings of the caller', () =>
  withTemporaryDirectory(async (directory) => {
    const settings = { fsync: false, full_page_writes: false, synchronous_commit: false, work_mem: '5MB' };
    await whileRunning({ directory, settings }, async ({ url }) => {
      const names = ['data_checksums', 'fsync', 'full_page_writes', 'synchronous_commit', 'work_mem'];
      const list = names.map((name) => `'${name}'`).join(', ');
      const rows = await query(url, `SELECT name, setting FROM pg_settings WHERE name IN (${list}) ORDER BY name`);
      expect(rows.map((row) => row.setting)).toEqual(['on', 'on', 'on', 'on', '5120']);
    });
  }));

it('listens only on a Unix socket, for a role without superuser rights, with a password that only the owner can read', () =>
  withTemporaryDirectory(async (directory) => {
    await whileRunning({ directory }, async ({ url }) => {
      const [row] = await query(
        url,
        "SELECT current_setting('listen_addresses') AS addresses, inet_server_addr() AS address, rolsuper FROM pg_roles WHERE rolname = current_user",
      );
      expect(row).toEqual({ addresses: '', address: null, rolsuper: false });
      const withoutPassword = new URL(url);
      withoutPassword.password = 'wrong';
      await expect(query(withoutPassword.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    });
    expect((await stat(path.join(directory, 'password'))).mode & 0o777).toBe(0o600);
  }));

it.each([
  ['would be too long', 'a'.repeat(110)],
  ['has a comma, which separates hosts in a URL', 'a,b'],
])('listens on a loopback port where the path of the socket %s', (_, name) =>
  withTemporaryDirectory(async (parent) => {
    const directory = path.join(parent, name);
    await whileRunning({ directory }, async ({ url }) => {
      const [row] = await query(
        url,
        "SELECT host(inet_server_addr()) AS address, current_setting('listen_addresses') AS addresses",
      );
      expect(row).toEqual({ address: '127.0.0.1', addresses: '127.0.0.1' });
    });
  }),
);

it('stops once, however often stop is called', () =>
  withTemporaryDirectory(async (directory) => {
    const postgres = await startEmbeddedPostgres({ directory });
    await Promise.all([postgres.stop(), postgres.stop()]);
    await postgres.stop();
    await expect(postgres.exited).resolves.toBe(0);
    await expect(query(postgres.url, 'SELECT 1')).rejects.toMatchObject({ code: 'ENOENT' });
  }));

it('ends open sessions when it stops', () =>
  withTemporaryDirectory(async (directory) => {
    const postgres = await startEmbeddedPostgres({ directory });
    const sleeping = expect(query(postgres.url, 'SELECT pg_sleep(600)')).rejects.toThrow();
    await query(postgres.url, 'SELECT 1');
    await postgres.stop();
    await sleeping;
  }));

it('reports the last lines of a PostgreSQL that did not start', () =>
  withTemporaryDirectory(async (directory) => {
    const start = startEmbeddedPostgres({ directory, settings: { shared_buffers: 'plenty' } });
    await expect(start).rejects.toMatchObject({
      code: 'START_FAILED',
      message: expect.stringContaining('invalid value for parameter "shared_buffers": "plenty"'),
    });
    await whileRunning({ directory }, ({ url }) => query(url, 'SELECT 1'));
  }));

it('logs each line that PostgreSQL prints, but never the password', () =>
  withTemporaryDirectory(async (directory) => {
    const lines: string[] = [];
    const password = await whileRunning({ directory, log: (line) => lines.push(line) }, async ({ url }) => {
      return new URL(url).password;
    });
    expect(lines).toContainEqual(expect.stringContaining('ready to accept connections'));
    expect(lines).toContainEqual(expect.stringContaining('database system is shut down'));
    expect(lines.join()).not.toContain(password);
  }));

it('ends a PostgreSQL that does not stop in time, and loses no committed data', () =>
  withTemporaryDirectory(async (directory) => {
    const postgres = await startEmbeddedPostgres({ directory, stopTimeoutSeconds: 0 });
    await query(postgres.url, "CREATE TABLE tag AS SELECT 'v1' AS name");
    await postgres.stop();
    const rows = await whileRunning({ directory }, ({ url }) => query(url, 'SELECT name FROM tag'));
    expect(rows).toEqual([{ name: 'v1' }]);
  }));

it('refuses data of another major version without changing it', () =>
  withTemporaryDirectory(async (directory) => {
    await mkdir(path.join(directory, 'cluster'), { recursive: true });
    await writeFile(path.join(directory, 'cluster/PG_VERSION'), '17\n');
    await expect(startEmbeddedPostgres({ directory })).rejects.toMatchObject({ code: 'VERSION_MISMATCH' });
    expect((await readdir(path.join(directory, 'cluster'))).sort()).toEqual(['PG_VERSION']);
  }));

it('refuses a directory that cannot be created', () =>
  withTemporaryDirectory(async (parent) => {
    await writeFile(parent, 'a file');
    const start = startEmbeddedPostgres({ directory: path.join(parent, 'postgres') });
    await expect(start).rejects.toMatchObject({ code: 'DIRECTORY_UNUSABLE' });
  }));
