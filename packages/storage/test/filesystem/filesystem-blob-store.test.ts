import { mkdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { inChunks, putBlob, readBlob, uploadOf } from '@lading/conformance/blob-store/content';
import type { BlobLocation } from '@lading/core';
import { nodeFileSystem } from '../../src/filesystem/file-system.js';
import { FilesystemBlobStore } from '../../src/index.js';
import { bytes, digest, firstHalf, secondHalf } from './content.js';
import { replacing } from './replacing.js';
import { leftoversIn, makeDirectory, pathOf, removeDirectory } from './temporary-directory.js';

describe('FilesystemBlobStore', () => {
  let parent: string;
  let directory: string;
  let store: FilesystemBlobStore;

  beforeEach(async () => {
    parent = await makeDirectory();
    directory = join(parent, 'made', 'when needed');
    store = new FilesystemBlobStore({ directory });
  });

  afterEach(() => removeDirectory(parent));

  it('makes its folder with the first write', async () => {
    await expect(stat(dirname(directory))).rejects.toMatchObject({ code: 'ENOENT' });
    await store.begin();
    await expect(stat(dirname(directory))).rejects.toMatchObject({ code: 'ENOENT' });
    await store.check();
    expect((await stat(directory)).isDirectory()).toBe(true);
  });

  it('keeps a blob as a file that a person finds by its digest', async () => {
    const location = await putBlob(store, bytes);
    const hex = digest.slice('sha256:'.length);
    expect(location.startsWith(`blobs/sha256/${hex.slice(0, 2)}/${hex}.`)).toBe(true);
    expect((await readFile(join(directory, location))).equals(bytes)).toBe(true);
  });

  it('lets the owner write, the group read and nobody else in', async () => {
    const location = await putBlob(store, bytes);
    const readable = { file: 0o640 & ~process.umask(), folder: 0o750 & ~process.umask() };
    expect((await stat(join(directory, location))).mode & 0o777).toBe(readable.file);
    for (let path = dirname(location); path !== '.'; path = dirname(path))
      expect((await stat(join(directory, path))).mode & 0o777).toBe(readable.folder);
    expect((await stat(directory)).mode & 0o777).toBe(readable.folder);
  });

  it('lists only its own files', async () => {
    const location = await putBlob(store, bytes);
    await writeFile(join(directory, dirname(location), 'notes.txt'), 'left by a person');
    await writeFile(join(directory, 'blobs', 'sha256', 'notes.txt'), 'left by a person');
    await mkdir(join(directory, 'blobs', 'lost+found'));
    const locations: BlobLocation[] = [];
    for await (const blob of store.list()) locations.push(blob.location);
    expect(locations).toEqual([location]);
  });

  it('finds a blob that was stored in a folder of its own, as the first ones were', async () => {
    const early = (await putBlob(store, bytes)).replace('.', '/') as BlobLocation;
    await mkdir(dirname(join(directory, early)));
    await rename(join(directory, early.replace(/\/(?=[^/]+$)/, '.')), join(directory, early));
    expect((await readBlob(store, early)).equals(bytes)).toBe(true);
    const locations: BlobLocation[] = [];
    for await (const blob of store.list()) locations.push(blob.location);
    expect(locations).toEqual([early]);
    await store.delete(early);
    expect(await store.stat(early)).toBeUndefined();
  });

  it('goes on when its folders were cleared by hand', async () => {
    await putBlob(store, bytes);
    await rm(directory, { recursive: true });
    const upload = await uploadOf(store, bytes);
    await rm(join(directory, 'blobs'), { recursive: true, force: true });
    expect((await readBlob(store, await store.commit(upload, digest))).equals(bytes)).toBe(true);
  });

  it('fails a read of a file that has become shorter', async () => {
    const location = await putBlob(store, bytes);
    const reader = await store.read(location);
    await truncate(join(directory, location), 1000);
    await expect(reader.toArray()).rejects.toThrow('shorter');
    await expect(store.read(location, { range: { first: 0, last: 1000 } })).rejects.toThrow(RangeError);
  });

  it('knows nothing of an upload whose acknowledged bytes are gone', async () => {
    const upload = await uploadOf(store, firstHalf);
    await truncate(join(directory, pathOf(upload)), 1000);
    await expect(store.append(upload, inChunks(secondHalf))).rejects.toMatchObject({ code: 'BLOB_UPLOAD_UNKNOWN' });
    await expect(store.commit(upload, digest)).rejects.toMatchObject({ code: 'BLOB_UPLOAD_UNKNOWN' });
    await store.abort(upload);
    await expect(store.append(upload, inChunks(secondHalf))).rejects.toMatchObject({ code: 'BLOB_UPLOAD_UNKNOWN' });
  });

  it.each(['../../etc/passwd', '', 'a/b', 7, null])('takes %j for no upload of its own', async (id) => {
    const foreign = { size: 0, store: { id } };
    await expect(store.append(foreign, inChunks(bytes))).rejects.toMatchObject({ code: 'BLOB_UPLOAD_UNKNOWN' });
    await expect(store.commit(foreign, digest)).rejects.toMatchObject({ code: 'BLOB_UPLOAD_UNKNOWN' });
    expect(() => store.locate(foreign, digest)).toThrow('the upload is not known');
    await store.abort(foreign);
  });

  it.each([
    (location: string) => `${location}/..`,
    (location: string) => `${location}/`,
    (location: string) => `./${location}`,
    (location: string) => location.replace('blobs/', 'blobs//'),
    (location: string) => location.replace('sha256', 'sha512'),
    (location: string) => location.toUpperCase(),
    (location: string) => location.replace(/[0-9a-f]{12}$/, '..'),
    (location: string) => location.replace('sha256/', 'sha256.'),
    (location: string) => `${location}.${location.split('.')[1]}`,
    (location: string) => location.replace(/^blobs\/sha256\/../, 'blobs/sha256/..'),
    (location: string) => `${location}\n`,
  ])('reads no location but its own (%#)', async (change) => {
    const location = await putBlob(store, bytes);
    const changed = change(location) as BlobLocation;
    expect(await store.stat(changed)).toBeUndefined();
    await expect(store.read(changed)).rejects.toMatchObject({ code: 'BLOB_UNKNOWN' });
    await store.delete(changed);
    expect(await store.stat(location)).toEqual({ size: bytes.byteLength });
  });

  it('gives each first append a new file, so that one that was given up cannot write into a blob', async () => {
    const begun = await store.begin();
    const released: (() => void)[] = [];
    async function* slow() {
      yield Buffer.alloc(2_000_000, 'given up ');
      await new Promise<void>((resolve) => released.push(resolve));
      yield Buffer.alloc(2_000_000, 'given up ');
    }
    const givenUp = store.append(begun, slow());
    while (released.length === 0) await new Promise(setImmediate);
    const location = await store.commit(await store.append(begun, inChunks(bytes)), digest);
    released[0]?.();
    const late = await givenUp;
    expect((await readBlob(store, location)).equals(bytes)).toBe(true);
    await store.delete(location);
    expect(await leftoversIn(directory)).toEqual([basename(pathOf(late))]);
    expect(await store.sweep({ olderThan: new Date(Date.now() - 60_000) })).toBe(0);
    expect(await store.sweep({ olderThan: new Date(Date.now() + 60_000) })).toBe(1);
    expect(await leftoversIn(directory)).toEqual([]);
  });

  it('leaves nothing of a writer that was given up when it copied what that one had', async () => {
    const half = await uploadOf(store, firstHalf);
    await store.append(half, inChunks(Buffer.alloc(1000, 'given up')));
    const whole = await store.append(half, inChunks(secondHalf));
    const location = await store.commit(whole, digest);
    expect((await readBlob(store, location)).equals(bytes)).toBe(true);
    await store.delete(location);
    expect(await leftoversIn(directory)).toEqual([]);
  });

  it('commits what an append closed though another writer has taken its file since', async () => {
    const half = await uploadOf(store, firstHalf);
    const closed = await store.append(half, inChunks(secondHalf), { closing: digest });
    await store.append(closed, inChunks(Buffer.alloc(1000, 'given up')));
    const location = await store.commit(closed, digest);
    expect((await readBlob(store, location)).equals(bytes)).toBe(true);
    await store.delete(location);
    expect(await leftoversIn(directory)).toEqual([]);
  });

  it('fails at once if its folder cannot be created', async () => {
    for (const place of ['/proc/lading', '/proc/lading/blobs', '/dev/null', '/dev/null/blobs'])
      await expect(new FilesystemBlobStore({ directory: place }).check()).rejects.toThrow(/^E[A-Z]+: /);
  });

  it('answers the readiness probe when its signal fires, though the disk hangs', async () => {
    const controller = new AbortController();
    const reason = new Error('the probe took too long');
    const mkdir = () => {
      controller.abort(reason);
      return new Promise<never>(() => {});
    };
    const hanging = new FilesystemBlobStore({ directory, fileSystem: replacing(nodeFileSystem, { mkdir }) });
    await expect(hanging.check(controller.signal)).rejects.toBe(reason);
  });
});
