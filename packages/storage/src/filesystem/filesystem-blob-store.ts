import {
  type AppendOptions,
  type BeginOptions,
  type BlobContent,
  type BlobLocation,
  type BlobStore,
  checkOptions,
  type Digest,
  isRegistryError,
  type OptionRules,
  type ReadOptions,
  RegistryError,
  type RegistryId,
  type StoredBlob,
  type SweepOptions,
  type UploadState,
  unavailableStorage,
  untilAborted,
} from '@lading/core';
import { adoptFile } from './adopt-file.js';
import { appendToUpload } from './append-to-upload.js';
import { isLocation, isUploadId, locationOf, parseUploadId } from './blob-layout.js';
import { openBlob } from './blob-reader.js';
import { commitUpload } from './commit-upload.js';
import type { FileSystem } from './file-system.js';
import { formatUpload, newUpload, parseUpload } from './filesystem-upload.js';
import { listBlobs } from './list-blobs.js';
import { readOwner, writeOwner } from './owner-file.js';
import { RunningDigests } from './running-digests.js';
import { StorageDirectory } from './storage-directory.js';
import { isAbsence, onDisk } from './storage-failure.js';
import { removeUploadFiles, sweepUploadFiles } from './upload-files.js';

export interface FilesystemBlobStoreOptions {
  /** The folder of the store, which nothing else may use. The first write creates it. Replicas may share it. */
  readonly directory: string;
  /** The number of unfinished uploads whose digest is kept in memory; the bytes of others are read again. 1,000 if absent. */
  readonly runningDigests?: number;
  /** Replaces `node:fs/promises` in tests. */
  readonly fileSystem?: FileSystem;
}

const rules = {
  directory: 'non-empty string',
  runningDigests: 'whole number?',
  fileSystem: 'object?',
} as const satisfies OptionRules<FilesystemBlobStoreOptions>;

/**
 * Keeps blobs as files in a folder on a POSIX file system that all replicas share. Acknowledged bytes survive a crash and a
 * power failure: the store flushes files and folders before a promise resolves.
 */
export class FilesystemBlobStore implements BlobStore {
  readonly #directory: StorageDirectory;
  readonly #digests: RunningDigests;
  /** The owner that was first read from `registry-id`. */
  #owner: RegistryId | undefined;

  /** @throws TypeError that names an unknown, missing or wrong option */
  constructor(options: FilesystemBlobStoreOptions) {
    checkOptions('FilesystemBlobStore', options, rules);
    const { directory, runningDigests = 1000, fileSystem } = options;
    this.#directory = new StorageDirectory(directory, fileSystem, () => this.#requireOwner());
    this.#digests = new RunningDigests(runningDigests);
  }

  async begin({ algorithm }: BeginOptions = {}): Promise<UploadState> {
    return formatUpload(newUpload(algorithm));
  }

  async append(
    upload: UploadState,
    bytes: AsyncIterable<Uint8Array>,
    options: AppendOptions = {},
  ): Promise<UploadState> {
    const parsed = parseUpload(upload);
    const appended = appendToUpload(this.#directory, this.#digests, parsed, bytes, options);
    return formatUpload(await this.#orAway(appended));
  }

  /**
   * Gives a new upload the content of a file on the same file system through a hard link, without a copy. Each of the two
   * names can be deleted without the other, but nobody may change the file any more. The commit reads it and checks its
   * digest.
   * @returns `undefined` if the system does not allow the link; then append the bytes instead
   */
  async adopt(upload: UploadState, file: string): Promise<UploadState | undefined> {
    const adopted = await adoptFile(this.#directory, parseUpload(upload), file);
    return adopted && formatUpload(adopted);
  }

  locate(upload: UploadState, digest: Digest): BlobLocation {
    return locationOf(parseUploadId(upload.store.id), digest);
  }

  async commit(upload: UploadState, digest: Digest): Promise<BlobLocation> {
    const location = this.locate(upload, digest);
    const parsed = parseUpload(upload);
    await this.#orAway(commitUpload(this.#directory, parsed, digest, location));
    this.#digests.forget(parsed.id);
    return location;
  }

  async abort(upload: UploadState): Promise<void> {
    const { id } = upload.store;
    if (!isUploadId(id)) return;
    this.#digests.forget(id);
    await removeUploadFiles(this.#directory, id);
  }

  read(location: BlobLocation, options: ReadOptions = {}): Promise<BlobContent> {
    return openBlob(this.#directory, location, options);
  }

  async stat(location: BlobLocation): Promise<{ readonly size: number } | undefined> {
    const file = isLocation(location) ? await this.#directory.find(location) : undefined;
    return file?.isFile() ? { size: file.size } : undefined;
  }

  async delete(location: BlobLocation): Promise<void> {
    if (isLocation(location) && !(await this.#directory.remove(location))) await this.#requireOwner();
  }

  list(): AsyncIterable<StoredBlob> {
    return listBlobs(this.#directory);
  }

  async findOwner(signal?: AbortSignal): Promise<RegistryId | undefined> {
    const owner = await untilAborted(readOwner(this.#directory), signal);
    this.#owner ??= owner;
    return owner;
  }

  async setOwner(id: RegistryId): Promise<RegistryId> {
    await writeOwner(this.#directory, id);
    const owner = await this.findOwner();
    if (owner === undefined) throw new RegistryError('UNAVAILABLE', 'the storage does not keep the mark of its owner');
    return owner;
  }

  check(signal?: AbortSignal): Promise<void> {
    return untilAborted(this.#writeProbe(), signal);
  }

  /** Returns the number of deleted files. */
  sweep({ olderThan }: SweepOptions): Promise<number> {
    return sweepUploadFiles(this.#directory, olderThan);
  }

  async close(): Promise<void> {
    this.#digests.clear();
  }

  /**
   * Refuses a folder whose `registry-id` has changed or is missing: a volume was unmounted, or another folder is in its
   * place. Bytes that are written there would be missing once the right folder is back.
   */
  async #requireOwner(): Promise<void> {
    if (this.#owner === undefined || (await readOwner(this.#directory)) === this.#owner) return;
    const cause = new Error(`${this.#directory.pathOf('registry-id')} does not name the registry ${this.#owner}`);
    throw unavailableStorage('unusable', cause);
  }

  /** Reports an upload as unknown only if its files are missing in the right folder. */
  async #orAway<Result>(work: Promise<Result>): Promise<Result> {
    try {
      return await work;
    } catch (error) {
      if (isRegistryError(error, 'BLOB_UPLOAD_UNKNOWN')) await this.#requireOwner();
      throw error;
    }
  }

  /** The file always has the same name, so a process that dies here leaves at most one small file. */
  async #writeProbe(): Promise<void> {
    for (const folder of ['blobs', 'uploads']) await this.#directory.requireFolder(folder).catch(unlessAbsent);
    const file = await this.#directory.create('probe');
    try {
      await onDisk(file.writev([Buffer.from('probe')], 0));
      await onDisk(file.datasync());
    } finally {
      await file.close();
      await this.#directory.remove('probe');
    }
  }
}

/** A new store has no folders yet. */
function unlessAbsent(error: unknown): void {
  if (!isAbsence(error)) throw error;
}
