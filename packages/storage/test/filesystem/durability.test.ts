import { appendFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { inChunks, putBlob, uploadOf } from '@lading/conformance/blob-store/content';
import { FilesystemBlobStore } from '../../src/index.js';
import { bytes, digest, firstHalf, secondHalf } from './content.js';
import { makeDirectory, pathOf, removeDirectory } from './temporary-directory.js';
import { watchedFileSystem } from './watched-file-system.js';

const lasting = new Set(['writev', 'truncate', 'datasync', 'sync', 'mkdir', 'rename', 'unlink', 'rmdir']);

describe('FilesystemBlobStore, when the power may fail at any time', () => {
  let directory: string;
  let calls: string[];
  let store: FilesystemBlobStore;

  beforeEach(async () => {
    directory = await makeDirectory();
    calls = [];
    const fileSystem = watchedFileSystem((call, path) => {
      if (lasting.has(call)) calls.push(`${call} ${relative(directory, path) || '.'}`);
    });
    store = new FilesystemBlobStore({ directory, fileSystem });
  });

  afterEach(() => removeDirectory(directory));

  it('flushes the bytes of an append and the entry of its file before it resolves', async () => {
    const path = pathOf(await uploadOf(store, bytes));
    const folders = ['mkdir .', 'mkdir uploads', 'sync .', `mkdir ${dirname(path)}`, 'sync uploads'];
    expect(calls.slice(0, 5)).toEqual(folders);
    expect(new Set(calls.slice(5, -2))).toEqual(new Set([`writev ${path}`]));
    expect(calls.slice(-2)).toEqual([`datasync ${path}`, `sync ${dirname(path)}`]);
  });

  it('leaves the entry of a file to the commit that follows its append', async () => {
    const begun = await store.begin();
    const upload = await store.append(begun, inChunks(bytes), { closing: digest });
    const path = pathOf(upload);
    expect(calls).not.toContain(`sync ${dirname(path)}`);
    expect(calls.at(-1)).toBe(`datasync ${path}`);
    await putBlob(store, bytes);
    calls.length = 0;
    const location = await store.commit(upload, digest);
    expect(calls).toEqual([`rename ${location}`, `sync ${dirname(location)}`]);
  });

  it('flushes each later append once, after its last byte', async () => {
    const upload = await uploadOf(store, firstHalf);
    calls.length = 0;
    const path = pathOf(await store.append(upload, inChunks(secondHalf)));
    expect(calls[0]).toBe(`rename ${path}`);
    expect(new Set(calls.slice(1))).toEqual(new Set([`writev ${path}`, `datasync ${path}`]));
    expect(calls.indexOf(`datasync ${path}`)).toBe(calls.length - 1);
  });

  it('flushes new folders from the top, renames, and then flushes the folder of the blob', async () => {
    const upload = await uploadOf(store, bytes);
    calls.length = 0;
    const location = await store.commit(upload, digest);
    expect(calls).toEqual([
      'mkdir blobs',
      'sync .',
      'mkdir blobs/sha256',
      'sync blobs',
      `mkdir ${dirname(location)}`,
      'sync blobs/sha256',
      `rename ${location}`,
      `sync ${dirname(location)}`,
    ]);
  });

  it('flushes folders again that another process has made, and its own no second time', async () => {
    await putBlob(store, bytes);
    calls.length = 0;
    const location = await putBlob(store, bytes);
    expect(calls.slice(calls.indexOf(`rename ${location}`) + 1)).toEqual([`sync ${dirname(location)}`]);
    expect(calls).not.toEqual(expect.arrayContaining(['sync blobs/sha256']));

    calls.length = 0;
    const fileSystem = watchedFileSystem((call, path) => calls.push(`${call} ${relative(directory, path) || '.'}`));
    await putBlob(new FilesystemBlobStore({ directory, fileSystem }), bytes);
    expect(calls).toEqual(expect.arrayContaining(['sync .', 'sync blobs', 'sync blobs/sha256']));
  });

  it('flushes the folder again when a commit is repeated', async () => {
    const upload = await uploadOf(store, bytes);
    const location = await store.commit(upload, digest);
    calls.length = 0;
    await store.commit(upload, digest);
    expect(calls).toEqual([`sync ${dirname(location)}`]);
  });

  it('flushes a file that a commit has to copy, for another append took it, before it is renamed', async () => {
    const upload = await uploadOf(store, firstHalf);
    await store.append(upload, inChunks(secondHalf));
    calls.length = 0;
    const { digests } = upload.store as { digests: { sha256: typeof digest } };
    const location = await store.commit(upload, digests.sha256);
    const written = calls.findLastIndex((call) => call.startsWith('writev '));
    const copy = calls[written]?.replace('writev ', '');
    expect(calls.slice(written + 1)).toEqual(
      expect.arrayContaining([`datasync ${copy}`, `sync ${dirname(copy ?? '')}`, `sync ${copy}`]),
    );
    expect(calls.indexOf(`sync ${copy}`)).toBeLessThan(calls.indexOf(`rename ${location}`));
  });

  it('flushes a file that a commit has to cut before it is renamed', async () => {
    const upload = await uploadOf(store, firstHalf);
    const path = pathOf(upload);
    await appendFile(join(directory, path), secondHalf);
    calls.length = 0;
    const { digests } = upload.store as { digests: { sha256: typeof digest } };
    const location = await store.commit(upload, digests.sha256);
    const cut = calls.indexOf(`truncate ${path}`);
    expect(calls[cut + 1]).toBe(`sync ${path}`);
    expect(calls.indexOf(`rename ${location}`)).toBeGreaterThan(cut + 1);
  });

  it('flushes the folder that it deleted from', async () => {
    const location = await putBlob(store, bytes);
    calls.length = 0;
    await store.delete(location);
    expect(calls).toEqual([`unlink ${location}`, `sync ${dirname(location)}`]);
  });
});
