import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RegistryId } from '@lading/core';
import { FilesystemBlobStore } from '../../src/index.js';
import { makeDirectory, removeDirectory } from './temporary-directory.js';
import { systemError, watchedFileSystem } from './watched-file-system.js';

const [one, other] = ['one', 'other'] as [RegistryId, RegistryId];

describe('FilesystemBlobStore, marked with its owner', () => {
  let directory: string;
  const markOf = () => join(directory, 'registry-id');

  beforeEach(async () => {
    directory = await makeDirectory();
  });

  afterEach(() => removeDirectory(directory));

  it('takes a mark that a person has written', async () => {
    await writeFile(markOf(), `${one}\r\n\n`);
    const store = new FilesystemBlobStore({ directory });
    expect(await store.findOwner()).toBe(one);
    expect(await store.setOwner(other)).toBe(one);
  });

  it('is marked on a file system without links', async () => {
    const fileSystem = watchedFileSystem((call, path) => {
      if (call === 'link') throw systemError('EPERM', 'link', path);
    });
    const store = new FilesystemBlobStore({ directory, fileSystem });
    expect(await store.setOwner(one)).toBe(one);
    expect(await store.setOwner(other)).toBe(one);
    expect(await readFile(markOf(), 'utf8')).toBe('one\n');
  });

  it.each(['EIO', 'ENOSPC'])('is marked whole or not at all, whichever call fails with %s', async (code) => {
    for (let failing = 1, count = 0; ; failing++, count = 0) {
      const fileSystem = watchedFileSystem((call, path) => {
        if (call !== 'opened' && call !== 'close' && ++count === failing) throw systemError(code, call, path);
      });
      const told = await new FilesystemBlobStore({ directory, fileSystem }).setOwner(one).catch(() => undefined);
      const well = new FilesystemBlobStore({ directory });
      const found = await well.findOwner();
      expect([undefined, one]).toContain(found);
      if (told !== undefined) expect(found).toBe(told);
      expect(await well.setOwner(one)).toBe(one);
      await well.sweep({ olderThan: new Date(Date.now() + 60_000) });
      expect(await readdir(join(directory, 'uploads'), { recursive: true })).toHaveLength(
        (await readdir(join(directory, 'uploads'))).length,
      );
      if (count < failing) return;
      await removeDirectory(directory);
    }
  });
});
