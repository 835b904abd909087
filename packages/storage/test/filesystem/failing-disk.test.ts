import { inChunks, putBlob, readBlob, uploadOf } from '@lading/conformance/blob-store/content';
import { type AppendOptions, isRegistryError, type UploadState } from '@lading/core';
import { FilesystemBlobStore } from '../../src/index.js';
import { bytes, digest, firstHalf, secondHalf } from './content.js';
import { shortWritingFileSystem } from './short-writing-file-system.js';
import { leftoversIn, makeDirectory, removeDirectory } from './temporary-directory.js';
import { type OnCall, systemError, watchedFileSystem } from './watched-file-system.js';

/** Fails the call of this number, counted from one, and counts the files that are open. */
class FailingCall {
  openFiles = 0;
  #count = 0;

  constructor(
    private readonly number: number,
    private readonly code: string,
  ) {}

  readonly onCall: OnCall = (call, path) => {
    if (call === 'opened') this.openFiles++;
    else if (call === 'close') this.openFiles--;
    // Node gives `sync` and `datasync` the names that the system has for them.
    else if (++this.#count === this.number)
      throw systemError(this.code, call.endsWith('sync') ? `f${call}` : call, path);
  };

  get hasFailed(): boolean {
    return this.#count >= this.number;
  }
}

describe('FilesystemBlobStore, when the disk fails', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await makeDirectory();
  });

  afterEach(() => removeDirectory(directory));

  /** Does a step with a disk that fails, and again with one that is well if it did not succeed. */
  async function withSecondTry<Result>(
    failing: FilesystemBlobStore,
    step: (store: FilesystemBlobStore) => Promise<Result>,
  ): Promise<Result> {
    try {
      return await step(failing);
    } catch (error) {
      // With the second code the upload is over; its reason says that the client is not at fault.
      const isLost = isRegistryError(error, 'BLOB_UPLOAD_UNKNOWN', 'content-lost');
      expect(isRegistryError(error, 'UNAVAILABLE') || isLost).toBe(true);
      expect(String(error)).not.toContain(directory);
      return step(new FilesystemBlobStore({ directory }));
    }
  }

  /** A whole push; only a commit whose flush failed may have to be begun anew. */
  async function push(failing: FilesystemBlobStore, options: AppendOptions): Promise<void> {
    const well = new FilesystemBlobStore({ directory });
    const begun = await failing.begin();
    const half = await withSecondTry(failing, (store) => store.append(begun, inChunks(firstHalf)));
    const whole: UploadState = await withSecondTry(failing, (store) =>
      store.append(half, inChunks(secondHalf), options),
    );
    const location = await withSecondTry(failing, (store) => store.commit(whole, digest)).catch((error) => {
      expect(isRegistryError(error, 'BLOB_UPLOAD_UNKNOWN')).toBe(true);
      return putBlob(well, bytes);
    });
    expect((await readBlob(well, location)).equals(bytes)).toBe(true);
    expect(await well.stat(well.locate(whole, digest))).toEqual(
      location === well.locate(whole, digest) ? { size: bytes.byteLength } : undefined,
    );
    await well.delete(location);
    await well.abort(whole);
  }

  it.each([
    ['EIO', {}],
    ['ENOSPC', {}],
    ['EMFILE', {}],
    ['EIO', { closing: digest }],
  ])('loses nothing that it promised, whichever call fails with %s (%j)', async (code, options) => {
    for (let number = 1; ; number++) {
      const failing = new FailingCall(number, code);
      await push(new FilesystemBlobStore({ directory, fileSystem: watchedFileSystem(failing.onCall) }), options);
      expect(failing.openFiles).toBe(0);
      expect(await leftoversIn(directory)).toEqual([]);
      if (!failing.hasFailed) return;
      await removeDirectory(directory);
    }
  });

  it('says that the upload is over if the flush of a folder fails after its file was moved there', async () => {
    let isFailing = false;
    const fileSystem = watchedFileSystem((call, path) => {
      if (isFailing && call === 'sync' && path.includes('/blobs/')) throw systemError('EIO', 'fsync', path);
    });
    const store = new FilesystemBlobStore({ directory, fileSystem });
    // Its folders are made, and last.
    await store.delete(await putBlob(store, bytes));
    for (const options of [{}, { closing: digest }]) {
      const whole = await store.append(await store.begin(), inChunks(bytes), options);
      isFailing = true;
      const lost = { code: 'BLOB_UPLOAD_UNKNOWN', reason: 'content-lost', cause: { cause: { syscall: 'fsync' } } };
      await expect(store.commit(whole, digest)).rejects.toMatchObject(lost);
      isFailing = false;
      expect(await leftoversIn(directory)).toEqual([]);
      await expect(store.commit(whole, digest)).rejects.toMatchObject({ code: 'BLOB_UPLOAD_UNKNOWN' });
    }
  });

  it('gives the space back when the disk is full', async () => {
    const fileSystem = watchedFileSystem((call, path) => {
      if (call === 'datasync') throw systemError('ENOSPC', 'fdatasync', path);
    });
    const store = new FilesystemBlobStore({ directory, fileSystem });
    await expect(uploadOf(store, bytes)).rejects.toMatchObject({ code: 'UNAVAILABLE', message: 'the storage is full' });
    expect(await leftoversIn(directory)).toEqual([]);
  });

  it('writes the rest after a partial write', async () => {
    const fileSystem = shortWritingFileSystem(40_000);
    const store = new FilesystemBlobStore({ directory, fileSystem });
    expect((await readBlob(store, await putBlob(store, bytes))).equals(bytes)).toBe(true);
  });

  it.each([
    ['ENOSPC', 'the storage is full'],
    ['EDQUOT', 'the storage is full'],
    ['EFBIG', 'the storage is full'],
    ['EMFILE', 'the storage has too much to do'],
    ['EIO', 'the storage cannot be used now'],
    ['EROFS', 'the storage cannot be used now'],
    ['EACCES', 'the storage cannot be used now'],
  ])('is not ready when it cannot write for %s, and tells no path', async (code, message) => {
    const fileSystem = watchedFileSystem((call, path) => {
      if (call === 'writev') throw systemError(code, 'writev', path);
    });
    const check = new FilesystemBlobStore({ directory, fileSystem }).check();
    await expect(check).rejects.toMatchObject({ code: 'UNAVAILABLE', message, cause: { code } });
    expect(await leftoversIn(directory)).toEqual([]);
  });

  it('passes on an error that says nothing of the disk', async () => {
    const fileSystem = watchedFileSystem((call) => {
      if (call === 'writev') throw new TypeError('a mistake of ours');
    });
    await expect(new FilesystemBlobStore({ directory, fileSystem }).check()).rejects.toThrow(TypeError);
  });
});
