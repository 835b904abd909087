import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { digestOf, type RegistryId, type UploadState } from '@lading/core';
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

  it('accepts a mark that a person has written', async () => {
    await writeFile(markOf(), `${one}\r\n\n`);
    const store = new FilesystemBlobStore({ directory });
    expect(await store.findOwner()).toBe(one);
    expect(await store.setOwner(other)).toBe(one);
  });

  it('is marked on a file system without hard links', async () => {
    const fileSystem = watchedFileSystem((call, path) => {
      if (call === 'link') throw systemError('EPERM', 'link', path);
    });
    const store = new FilesystemBlobStore({ directory, fileSystem });
    expect(await store.setOwner(one)).toBe(one);
    expect(await store.setOwner(other)).toBe(one);
    expect(await readFile(markOf(), 'utf8')).toBe('one\n');
  });

  it.each(['EIO', 'ENOSPC'])('is marked completely or not at all if any call fails with %s', async (code) => {
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

describe('FilesystemBlobStore, whose marked folder is taken away', () => {
  let base: string;
  let store: FilesystemBlobStore;
  const content = Buffer.from('a layer');
  const digest = digestOf(content);
  const append = async (upload: UploadState) => store.append(upload, from(content));
  const unavailable = { code: 'UNAVAILABLE' };

  beforeEach(async () => {
    base = await makeDirectory();
    store = new FilesystemBlobStore({ directory: join(base, 'blobs') });
    await store.setOwner(one);
  });

  afterEach(() => removeDirectory(base));

  describe.each([
    ['nothing', async () => {}],
    ['an empty mount point', () => mkdir(join(base, 'blobs'))],
    [
      'the folder of another registry',
      () => new FilesystemBlobStore({ directory: join(base, 'blobs') }).setOwner(other),
    ],
  ])('and replaced by %s', (_, replace) => {
    const away = async () => {
      await rename(join(base, 'blobs'), join(base, 'away'));
      await replace();
    };
    const back = async () => {
      await rm(join(base, 'blobs'), { recursive: true, force: true });
      await rename(join(base, 'away'), join(base, 'blobs'));
    };

    it('stores nothing until it is back', async () => {
      await away();
      const before = await readdir(base, { recursive: true });
      await expect(append(await store.begin())).rejects.toMatchObject(unavailable);
      expect(await readdir(base, { recursive: true })).toEqual(before);
      await back();
      const location = await store.commit(await append(await store.begin()), digest);
      expect(await buffer(await store.read(location))).toEqual(content);
    });

    it('loses no open upload and no blob', async () => {
      const location = await store.commit(await append(await store.begin()), digest);
      const [appended, closed] = [await append(await store.begin()), await append(await store.begin())];
      await away();
      await expect(append(appended)).rejects.toMatchObject(unavailable);
      await expect(store.commit(closed, digest)).rejects.toMatchObject(unavailable);
      await expect(store.delete(location)).rejects.toMatchObject(unavailable);
      await back();
      expect((await append(appended)).size).toBe(2 * content.byteLength);
      expect(await buffer(await store.read(await store.commit(closed, digest)))).toEqual(content);
    });
  });

  it('remakes what somebody has deleted below it', async () => {
    await append(await store.begin());
    await rm(join(base, 'blobs', 'uploads'), { recursive: true });
    const location = await store.commit(await append(await store.begin()), digest);
    expect(await buffer(await store.read(location))).toEqual(content);
  });
});

async function* from(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content;
}
