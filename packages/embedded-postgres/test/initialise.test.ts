import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmbeddedPostgres } from '../src/index.js';
import { startOwner } from './support/owner.js';
import { query } from './support/query.js';
import { withTemporaryDirectory } from './support/temporary-directory.js';
import { whileRunning } from './support/while-running.js';

const staged = (names: readonly string[]) => names.filter((name) => name.startsWith('cluster.initialising-'));

async function waitForStaging(directory: string): Promise<void> {
  for (;;) {
    const names = await readdir(directory).catch(() => []);
    if (staged(names).length > 0) return;
    await sleep(5);
  }
}

it('starts again after the first start was killed while it created the cluster, and removes its remains', () =>
  withTemporaryDirectory(async (directory) => {
    const owner = startOwner(directory);
    await waitForStaging(directory);
    await owner.kill();
    expect(await readdir(directory)).not.toContain('cluster');
    await whileRunning({ directory }, ({ url }) => query(url, 'SELECT 1'));
    await whileRunning({ directory }, ({ url }) => query(url, 'SELECT 1'));
    expect((await readdir(directory)).sort()).toEqual(['cluster', 'password']);
  }));

it('ends an aborted first start without leaving a cluster, so that the next start succeeds', () =>
  withTemporaryDirectory(async (directory) => {
    const abort = new AbortController();
    const start = expect(startEmbeddedPostgres({ directory, signal: abort.signal })).rejects.toThrow('enough');
    await waitForStaging(directory);
    abort.abort(new Error('enough'));
    await start;
    expect(await readdir(directory)).toEqual(['password']);
    await whileRunning({ directory }, ({ url }) => query(url, 'SELECT 1'));
  }));

it('creates a new password if the file was lost, and keeps the data', () =>
  withTemporaryDirectory(async (directory) => {
    const before = await whileRunning({ directory }, async ({ url }) => {
      await query(url, "CREATE TABLE tag AS SELECT 'v1' AS name");
      return new URL(url).password;
    });
    await rm(path.join(directory, 'password'));
    await whileRunning({ directory }, async ({ url }) => {
      expect(new URL(url).password).not.toBe(before);
      await expect(query(url, 'SELECT name FROM tag')).resolves.toEqual([{ name: 'v1' }]);
    });
  }));
