import { chmod, readdir, rename, stat, symlink } from 'node:fs/promises';
import path from 'node:path';
import { startEmbeddedPostgres } from '../src/index.js';
import { requireUserName } from '../src/system-user.js';
import { query } from './support/query.js';
import { withTemporaryDirectory } from './support/temporary-directory.js';
import { whileRunning } from './support/while-running.js';

const modeOf = async (file: string) => (await stat(file)).mode & 0o777;

/** Changes modes as kubelet does for `fsGroup`: `g+rwX`, and setgid on folders. */
async function openToGroup(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) await openToGroup(file);
    else if (entry.isFile()) await chmod(file, (await modeOf(file)) | 0o060);
  }
  await chmod(folder, (await modeOf(folder)) | 0o2070);
}

it('starts on a volume whose modes Kubernetes has changed for fsGroup, and corrects the modes', () =>
  withTemporaryDirectory(async (directory) => {
    const [cluster, password] = [path.join(directory, 'cluster'), path.join(directory, 'password')];
    await whileRunning({ directory }, ({ url }) => query(url, "CREATE TABLE tag AS SELECT 'v1' AS name"));
    await openToGroup(directory);
    expect([await modeOf(cluster), await modeOf(password)]).toEqual([0o770, 0o660]);
    await whileRunning({ directory }, async ({ url }) => {
      await expect(query(url, 'SELECT name FROM tag')).resolves.toEqual([{ name: 'v1' }]);
    });
    expect([await modeOf(cluster), await modeOf(password)]).toEqual([0o700, 0o600]);
  }));

it.each([
  [0o777, 0o700],
  [0o755, 0o700],
  [0o750, 0o750],
  [0o700, 0o700],
])('starts on a data directory of mode 0%o', (before, after) =>
  withTemporaryDirectory(async (directory) => {
    const cluster = path.join(directory, 'cluster');
    await whileRunning({ directory }, async () => undefined);
    await chmod(cluster, before);
    await whileRunning({ directory }, ({ url }) => query(url, 'SELECT 1'));
    expect(await modeOf(cluster)).toBe(after);
  }),
);

it('does not follow a symbolic link to change a mode', () =>
  withTemporaryDirectory(async (directory) => {
    const [cluster, elsewhere] = [path.join(directory, 'cluster'), `${directory}-elsewhere`];
    await whileRunning({ directory }, async () => undefined);
    await rename(cluster, elsewhere);
    await symlink(elsewhere, cluster);
    await chmod(elsewhere, 0o777);
    const start = startEmbeddedPostgres({ directory });
    await expect(start).rejects.toMatchObject({ code: 'START_FAILED', message: expect.stringContaining(cluster) });
    await expect(start).rejects.not.toThrow('/proc/self/cwd');
    expect(await modeOf(elsewhere)).toBe(0o777);
  }));

it('says what to do for a user without a name, as in containers', () => {
  const lookUp = () => {
    throw new Error('ENOENT');
  };
  expect(() => requireUserName(undefined, lookUp)).toThrow(
    new RegExp(`Add the line lading:x:${process.getuid?.()}:${process.getgid?.()}::/:/sbin/nologin to /etc/passwd`),
  );
  expect(() => requireUserName(undefined)).not.toThrow();
  expect(() => requireUserName({ uid: 1000, gid: 1000 }, lookUp)).not.toThrow();
});
