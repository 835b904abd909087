import { lstat, mkdir, readdir, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { inChunks, listed, putBlob, readBlob, uploadOf } from '@lading/conformance/blob-store/content';
import { FilesystemBlobStore } from '../../src/index.js';
import { bytes, digest, firstHalf, secondHalf } from './content.js';
import { makeDirectory, pathOf, removeDirectory } from './temporary-directory.js';

describe('FilesystemBlobStore, with symbolic links in its folder', () => {
  let outside: string;
  let directory: string;
  let store: FilesystemBlobStore;
  const secret = () => join(outside, 'secret');

  beforeEach(async () => {
    [outside, directory] = [await makeDirectory(), await makeDirectory()];
    store = new FilesystemBlobStore({ directory });
    await writeFile(secret(), bytes);
  });

  afterEach(async () => {
    await removeDirectory(directory);
    await removeDirectory(outside);
  });

  /** Replaces something in the folder by a link. */
  async function replaceByLink(relative: string, target: string): Promise<void> {
    const path = join(directory, relative);
    await rm(path, { recursive: true, force: true });
    await mkdir(dirname(path), { recursive: true });
    await symlink(target, path);
  }

  const isUntouched = async () => expect((await readFile(secret())).equals(bytes)).toBe(true);

  it('does not read, list or find a blob that is a link, and deletes the link', async () => {
    const location = await putBlob(store, bytes);
    await replaceByLink(location, secret());
    await expect(store.read(location)).rejects.toMatchObject({ code: 'BLOB_UNKNOWN' });
    await expect(store.read(location, { size: bytes.byteLength })).rejects.toMatchObject({ code: 'BLOB_UNKNOWN' });
    expect(await store.stat(location)).toBeUndefined();
    expect((await listed(store)).size).toBe(0);
    await store.delete(location);
    await expect(lstat(join(directory, location))).rejects.toMatchObject({ code: 'ENOENT' });
    await isUntouched();
    expect((await readBlob(store, await putBlob(store, bytes))).equals(bytes)).toBe(true);
  });

  it('does not write to the target if the file of an upload is a link', async () => {
    for (const step of ['append', 'commit', 'abort'] as const) {
      const half = await uploadOf(store, firstHalf);
      await replaceByLink(pathOf(half), secret());
      if (step === 'append')
        await expect(store.append(half, inChunks(secondHalf))).rejects.toMatchObject({ code: 'BLOB_UPLOAD_UNKNOWN' });
      if (step === 'commit') await expect(store.commit({ ...half, size: 0 }, digest)).rejects.toThrow();
      await store.abort(half);
      await isUntouched();
    }
  });

  it.each(['blobs', 'blobs/sha256', 'uploads'])('cannot be used if the folder %s is a link', async (folder) => {
    const location = await putBlob(store, bytes);
    const elsewhere = join(outside, 'elsewhere');
    await rename(join(directory, folder), elsewhere);
    await replaceByLink(folder, elsewhere);
    const before = await readdir(elsewhere, { recursive: true });
    const again = new FilesystemBlobStore({ directory });
    const unavailable = { code: 'UNAVAILABLE', cause: { message: expect.stringContaining('symbolic link') } };
    await expect(putBlob(again, bytes)).rejects.toMatchObject(unavailable);
    if (folder !== 'uploads') {
      await expect(again.read(location)).rejects.toMatchObject(unavailable);
      await expect(again.stat(location)).rejects.toMatchObject(unavailable);
      await expect(again.delete(location)).rejects.toMatchObject(unavailable);
    }
    if (folder !== 'blobs/sha256') await expect(again.check()).rejects.toMatchObject(unavailable);
    expect(await readdir(elsewhere, { recursive: true })).toEqual(before);
  });

  it('does not sweep or list the target of a link', async () => {
    const old = new Date(0);
    await utimes(secret(), old, old);
    await replaceByLink('uploads/ab', outside);
    await replaceByLink('blobs/sha256/ab', outside);
    expect(await store.sweep({ olderThan: new Date(Date.now() + 60_000) })).toBe(0);
    expect((await listed(store)).size).toBe(0);
    await isUntouched();
  });

  it('copies an adopted file that is a link', async () => {
    const link = join(outside, 'link');
    await symlink(secret(), link);
    expect(await store.adopt(await store.begin(), link)).toBeUndefined();
    expect(await readdir(join(directory, 'uploads'), { recursive: true })).toHaveLength(1);
  });

  it('may itself be a link', async () => {
    const link = join(outside, 'folder');
    await symlink(directory, link);
    const linked = new FilesystemBlobStore({ directory: link });
    const location = await putBlob(linked, bytes);
    await linked.check();
    expect((await readBlob(store, location)).equals(bytes)).toBe(true);
    expect((await listed(linked)).size).toBe(1);
  });
});
