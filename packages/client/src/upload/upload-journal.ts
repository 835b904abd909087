import { createHash } from 'node:crypto';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkOptions, type OptionRules } from '@lading/core';
import { makeFolder } from '../folder/make-folder.js';
import { absent } from '../layout/layout-files.js';
import { abandonPartial, claimPartial } from '../partial/claim.js';
import type { UploadHandle } from './upload.js';

/** Which upload it is: of one blob into one repository. */
export interface UploadKey {
  /** The origin of the registry. */
  readonly registry: string;
  readonly repository: string;
  readonly digest: string;
}

/** An upload that nobody else goes on with while it is open. */
export interface OpenJournalEntry {
  /** Where an earlier process broke off; undefined if there is nothing to go on with. */
  readonly handle: UploadHandle | undefined;
  keep(handle: UploadHandle): Promise<void>;
  /** Closes it: the blob is there, or a later push may go on. */
  close(isDone: boolean): Promise<void>;
}

/** Remembers uploads beyond the end of this process, so that the next one goes on instead of beginning again. */
export interface UploadJournal {
  /** What a broken upload repeats at most, in bytes. Blobs up to twice as long go in one piece, which more registries take. */
  readonly chunkBytes: number;
  open(key: UploadKey): Promise<OpenJournalEntry>;
}

export interface UploadJournalOptions {
  /** The most bytes that a resumed upload sends again; 64 MiB if absent. */
  readonly chunkBytes?: number | undefined;
}

const rules = { chunkBytes: 'positive whole number?' } as const satisfies OptionRules<UploadJournalOptions>;

const usualChunkBytes = 64 * 1024 * 1024;
/** Registries forget sessions sooner. */
const keptMilliseconds = 7 * 24 * 3600 * 1000;

/**
 * A journal in a folder that only its owner can read: handles may hold secrets of sessions. What can't be written is not
 * remembered, and no push fails for it.
 */
export function uploadJournal(directory: string, options: UploadJournalOptions = {}): UploadJournal {
  checkOptions('uploadJournal', options, rules);
  const { chunkBytes = usualChunkBytes } = options;
  return {
    chunkBytes,
    open: async (key) => {
      const name = createHash('sha256').update(`${key.registry} ${key.repository} ${key.digest}`).digest('hex');
      const path = await prepare(directory, name).catch(() => undefined);
      if (path === undefined) return { handle: undefined, keep: async () => undefined, close: async () => undefined };
      return {
        handle: await readHandle(path),
        keep: (handle) => writeFile(path, JSON.stringify(handle), { mode: 0o600 }).catch(() => undefined),
        close: (isDone) => (isDone ? rm(path, { force: true }).catch(() => undefined) : abandonPartial(path)),
      };
    },
  };
}

async function prepare(directory: string, name: string): Promise<string> {
  await makeFolder(directory, 0o700);
  for (const file of await readdir(directory)) {
    const path = join(directory, file);
    const found = await stat(path).catch(absent);
    if (found !== undefined && Date.now() - found.mtimeMs > keptMilliseconds) await rm(path, { force: true });
  }
  return claimPartial(directory, name);
}

async function readHandle(path: string): Promise<UploadHandle | undefined> {
  try {
    const { repository, location, offset, minimumChunkBytes } = JSON.parse(await readFile(path, 'utf8'));
    const isWhole = [repository, location].every((text) => typeof text === 'string');
    return isWhole
      ? { repository, location, offset: Number(offset), minimumChunkBytes: Number(minimumChunkBytes) }
      : undefined;
  } catch {
    return undefined;
  }
}
