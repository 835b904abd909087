import type { Dirent } from 'node:fs';
import { constants, createReadStream } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type BlobStore, isRegistryError, type UploadState } from '@lading/core';
import { FilesystemBlobStore } from '@lading/storage';
import type { S3BlobStore, S3Folder } from '@lading/storage-s3';

const blockBytes = 1024 * 1024;

/** A file of the old registry, and how its bytes become ours without a copy, if they can. */
export interface OldFile {
  open(): Promise<AsyncIterable<Uint8Array>>;
  /** An upload that has the bytes from its beginning, for which nothing was written. */
  begin?(blobs: BlobStore): Promise<UploadState | undefined>;
  /** Gives the bytes to an upload that has none. */
  link?(blobs: BlobStore, upload: UploadState): Promise<UploadState | undefined>;
}

/** What the old registry keeps, as folders and files. A path is relative and has slashes. */
export interface OldFiles {
  /** The entries of a folder; none if the folder does not exist. */
  entries(path: string): Promise<readonly { readonly name: string; readonly isFolder: boolean }[]>;
  /** The bytes of a file; `undefined` if it does not exist. */
  size(path: string): Promise<number | undefined>;
  file(path: string): OldFile;
}

/** Files below a folder of this machine. */
export class FolderFiles implements OldFiles {
  constructor(private readonly root: string) {}

  async entries(path: string) {
    const folder = join(this.root, path);
    const entries: Dirent[] = (await readdir(folder, { withFileTypes: true }).catch(ignoreAbsence)) ?? [];
    return entries.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }));
  }

  async size(path: string): Promise<number | undefined> {
    const file = await stat(join(this.root, path)).catch(ignoreAbsence);
    return file?.isFile() ? file.size : undefined;
  }

  file(path: string): OldFile {
    const file = join(this.root, path);
    return {
      open: async () => createReadStream(file, { highWaterMark: blockBytes }),
      link: (blobs, upload) => linkOwn(blobs, upload, file),
    };
  }
}

/** Objects of a bucket, which a store on the same bucket takes over where they are. */
export class BucketFiles implements OldFiles {
  /** @param root the prefix of all keys: empty, or ending with a slash */
  constructor(
    private readonly folder: S3Folder,
    private readonly bucket: string,
    private readonly root: string,
  ) {}

  async entries(path: string) {
    const entries: { name: string; isFolder: boolean }[] = [];
    for await (const entry of this.folder.entries(path)) entries.push(entry);
    return entries;
  }

  size(path: string): Promise<number | undefined> {
    return this.folder.size(path);
  }

  file(path: string): OldFile {
    return {
      open: () => this.folder.read(path),
      begin: async (blobs) => (isOnBucket(blobs, this.bucket) ? blobs.adopt(this.root + path) : undefined),
    };
  }
}

/** The content of a small file; `undefined` if it does not exist. */
export async function readOldFile(files: OldFiles, path: string): Promise<Buffer | undefined> {
  try {
    const chunks: Uint8Array[] = [];
    for await (const chunk of await files.file(path).open()) chunks.push(chunk);
    return Buffer.concat(chunks);
  } catch (error) {
    if (isRegistryError(error, 'BLOB_UNKNOWN')) return undefined;
    return ignoreAbsence(error as NodeJS.ErrnoException);
  }
}

/** What this user may not write stays somebody else's, and is copied. */
async function linkOwn(blobs: BlobStore, upload: UploadState, file: string): Promise<UploadState | undefined> {
  if (!(blobs instanceof FilesystemBlobStore)) return undefined;
  const isOurs = await access(file, constants.R_OK | constants.W_OK).then(
    () => true,
    () => false,
  );
  return isOurs ? blobs.adopt(upload, file) : undefined;
}

/** The package of S3 is not loaded for this. */
function isOnBucket(blobs: BlobStore, bucket: string): blobs is S3BlobStore {
  return 'bucket' in blobs && blobs.bucket === bucket;
}

function ignoreAbsence(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
}
