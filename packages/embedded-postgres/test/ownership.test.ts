import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { startEmbeddedPostgres } from '../src/index.js';
import { findProcessStart } from '../src/process-identity.js';
import { startOwner } from './support/owner.js';
import { query } from './support/query.js';
import { withTemporaryDirectory } from './support/temporary-directory.js';
import { whileRunning } from './support/while-running.js';

const postmasterPid = async (directory: string) =>
  Number.parseInt(await readFile(path.join(directory, 'cluster/postmaster.pid'), 'utf8'), 10);

it('refuses a second start in the same process while the first one runs', () =>
  withTemporaryDirectory((directory) =>
    whileRunning({ directory }, async ({ url }) => {
      await expect(startEmbeddedPostgres({ directory })).rejects.toMatchObject({ code: 'DIRECTORY_IN_USE' });
      await expect(query(url, 'SELECT 1 AS alive')).resolves.toEqual([{ alive: 1 }]);
    }),
  ));

it('refuses a start while another process uses the directory, names this process, and succeeds when it has ended', () =>
  withTemporaryDirectory(async (directory) => {
    const owner = startOwner(directory);
    const url = await owner.nextLine();
    const refusal = expect(startEmbeddedPostgres({ directory })).rejects;
    await refusal.toMatchObject({ code: 'DIRECTORY_IN_USE', message: expect.stringContaining(String(owner.pid)) });
    await expect(query(url, 'SELECT 1 AS alive')).resolves.toEqual([{ alive: 1 }]);
    owner.endInput();
    await expect(owner.exited).resolves.toEqual([0, null]);
    await whileRunning({ directory }, async () => undefined);
  }));

it('starts if the pid in an old claim now belongs to another program', () =>
  withTemporaryDirectory(async (directory) => {
    await mkdir(directory);
    await writeFile(path.join(directory, `owner-${process.ppid}-1-00000000.claim`), '');
    await whileRunning({ directory }, ({ url }) => query(url, 'SELECT 1'));
    expect((await readdir(directory)).sort()).toEqual(['cluster', 'password']);
  }));

it('lets at most one of many concurrent starts succeed', () =>
  withTemporaryDirectory(async (directory) => {
    const owners = [1, 2, 3].map(() => startOwner(directory));
    const results = await Promise.allSettled(owners.map((owner) => owner.nextLine()));
    expect(results.filter(({ status }) => status === 'fulfilled').length).toBeLessThanOrEqual(1);
    for (const owner of owners) owner.endInput();
    await Promise.all(owners.map((owner) => owner.exited));
    await whileRunning({ directory }, async () => undefined);
  }));

it('stops the PostgreSQL of a killed owner, and keeps everything that was committed', () =>
  withTemporaryDirectory(async (directory) => {
    const owner = startOwner(directory);
    await query(await owner.nextLine(), "CREATE TABLE tag AS SELECT 'v1' AS name");
    await owner.kill();
    const orphan = await postmasterPid(directory);
    await expect(findProcessStart(orphan)).resolves.toBeDefined();
    await whileRunning({ directory }, async ({ url }) => {
      await expect(query(url, 'SELECT name FROM tag')).resolves.toEqual([{ name: 'v1' }]);
      expect(await postmasterPid(directory)).not.toBe(orphan);
    });
    await expect(findProcessStart(orphan)).resolves.toBeUndefined();
  }));

it('recovers everything that was committed if PostgreSQL was killed too and a session still runs', () =>
  withTemporaryDirectory(async (directory) => {
    const owner = startOwner(directory);
    const url = await owner.nextLine();
    await query(url, "CREATE TABLE tag AS SELECT 'v1' AS name");
    const busy = expect(query(url, 'DO $$ BEGIN LOOP END LOOP; END $$')).rejects.toThrow();
    await query(url, 'SELECT 1');
    const orphan = await postmasterPid(directory);
    await owner.kill();
    process.kill(orphan, 'SIGKILL');
    await whileRunning({ directory }, async ({ url }) => {
      await expect(query(url, 'SELECT name FROM tag')).resolves.toEqual([{ name: 'v1' }]);
    });
    await busy;
  }));

it('starts if the pid of an ended PostgreSQL now belongs to another program, and sends it no signal', () =>
  withTemporaryDirectory(async (directory) => {
    await whileRunning({ directory }, async () => undefined);
    const stranger = startOwner(`${directory}-2`);
    await stranger.nextLine();
    await writeFile(path.join(directory, 'cluster/postmaster.pid'), `${stranger.pid}\n${directory}/cluster\n`);
    await whileRunning({ directory }, ({ url }) => query(url, 'SELECT 1'));
    stranger.endInput();
    await expect(stranger.exited).resolves.toEqual([0, null]);
  }));

it('keeps running after Ctrl-C in the terminal, until its owner stops it', () =>
  withTemporaryDirectory(async (directory) => {
    const owner = startOwner(directory);
    const url = await owner.nextLine();
    process.kill(-owner.pid, 'SIGINT');
    expect(await owner.nextLine()).toBe('interrupted');
    await expect(query(url, 'SELECT 1 AS alive')).resolves.toEqual([{ alive: 1 }]);
    owner.endInput();
    expect(await owner.nextLine()).toBe('stopped');
    await expect(owner.exited).resolves.toEqual([0, null]);
    await expect(postmasterPid(directory)).rejects.toMatchObject({ code: 'ENOENT' });
  }));
