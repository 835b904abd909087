import { createHash } from 'node:crypto';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkMethods, checkOptions, type OptionRules } from '@lading/core';
import { absent } from '../files/absent.js';
import { makeFolder } from '../files/make-folder.js';
import { abandonPartial, claimPartial } from '../partial/claim.js';
import { type UploadHandle, uploadHandleRules } from '../upload/upload.js';

/** The key of an upload: one blob into one repository. */
export interface UploadKey {
  /** The origin of the registry. */
  readonly registry: string;
  readonly repository: string;
  readonly digest: string;
}

/** An upload that no other process continues while the entry is open. */
export interface OpenJournalEntry {
  /** The state that an earlier process left; undefined if there is none. */
  readonly handle: UploadHandle | undefined;
  keep(handle: UploadHandle): Promise<void>;
  /** Closes the entry. If the blob is not there yet, a later push may continue. */
  close(isDone: boolean): Promise<void>;
}

/** Keeps the state of uploads beyond the end of this process, so that the next process continues them. */
export interface UploadJournal {
  /** The most bytes that a broken upload repeats. A blob up to twice as long is sent in one piece, which more registries accept. */
  readonly chunkBytes: number;
  open(key: UploadKey): Promise<OpenJournalEntry>;
}

export interface UploadJournalOptions {
  /** The most bytes that a broken upload repeats; 64 MiB if absent. */
  readonly chunkBytes?: number | undefined;
}

/** @throws TypeError that names the missing or wrong part of a journal */
export function checkUploadJournal(owner: string, journal: UploadJournal): void {
  checkMethods<Pick<UploadJournal, 'open'>>(owner, journal, { open: 'required' });
  checkOptions(owner, { chunkBytes: journal.chunkBytes }, { chunkBytes: 'positive whole number' });
}

const rules = { chunkBytes: 'positive whole number?' } as const satisfies OptionRules<UploadJournalOptions>;

const usualChunkBytes = 64 * 1024 * 1024;
/** Registries delete upload sessions sooner. */
const keptMilliseconds = 7 * 24 * 3600 * 1000;

/**
 * A journal in a folder that only its owner can read, because handles may contain secrets. A journal that cannot be written
 * makes no push fail.
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

/** A handle that was not written to its end, or by another version, is ignored. */
async function readHandle(path: string): Promise<UploadHandle | undefined> {
  try {
    const handle: UploadHandle = JSON.parse(await readFile(path, 'utf8'));
    checkOptions('uploadJournal: handle', handle, uploadHandleRules);
    return handle;
  } catch {
    return undefined;
  }
}
