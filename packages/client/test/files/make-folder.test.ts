import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { platform } from 'node:process';
import { makeFolder } from '../../src/files/make-folder.js';
import { removeTemporaryFolders, temporaryFolder } from '../temporary-folder.js';

afterEach(removeTemporaryFolders);

describe('makeFolder', () => {
  it('makes missing folders with the mode, and keeps existing ones', async () => {
    const root = await temporaryFolder();
    await makeFolder(join(root, 'a', 'b', 'c'), 0o700);
    await makeFolder(join(root, 'a', 'b'));
    await makeFolder('/');
    expect((await stat(join(root, 'a', 'b', 'c'))).mode & 0o777).toBe(0o700);
  });

  it('may run several times at once', async () => {
    const root = await temporaryFolder();
    await Promise.all(Array.from({ length: 20 }, () => makeFolder(join(root, 'a', 'b', 'c', 'd'))));
    expect((await stat(join(root, 'a', 'b', 'c', 'd'))).isDirectory()).toBe(true);
  });

  it('refuses a file in its way', async () => {
    const root = await temporaryFolder();
    await mkdir(join(root, 'a'));
    await writeFile(join(root, 'a', 'file'), '');
    await expect(makeFolder(join(root, 'a', 'file'))).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(makeFolder(join(root, 'a', 'file', 'b', 'c'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  });

  // Other systems have no such place, and refuse to make it.
  const words = platform === 'linux' ? '/proc takes no new folders; choose another place' : '/proc';

  it.each(['/proc/lading', '/proc/lading/a/b'])('fails if the system takes no folders: %s', async (path) => {
    await expect(makeFolder(path)).rejects.toThrow(words);
  });
});
