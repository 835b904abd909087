import { constants, type Dir, type Dirent, type Stats } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type RegistryError, unavailableStorage } from '@lading/core';
import { type FileSystem, nodeFileSystem, type OpenFile } from './file-system.js';
import { codeOf, isAbsence, onDisk } from './storage-failure.js';

/** The owner writes, the group reads (for backups), others get nothing. */
const fileMode = 0o640;
const directoryMode = 0o750;
/** The depth of `blobs/<algorithm>/<first two>`. There may be as many deeper folders as blobs, so none is remembered. */
const shardDepth = 3;

/**
 * The folder of a store. It makes changes durable: an entry of a folder survives a power failure only after an fsync of
 * this folder, and the same holds for each parent up to one that is known to be durable.
 *
 * The folder itself may be a symbolic link, but no link below it is followed. A file that is a link counts as absent, and a
 * folder that is a link makes the store unusable.
 */
export class StorageDirectory {
  readonly #root: string;
  readonly #fileSystem: FileSystem;
  /** The folders whose entry in their parent is known to be durable. */
  readonly #lasting = new Set<string>();
  /** The folders that are known not to be links, down to the shards. */
  readonly #folders = new Set<string>();

  readonly #beforeMaking: () => Promise<void>;

  /** @param beforeMaking called before each new folder; rejects if no folder may be created now */
  constructor(directory: string, fileSystem: FileSystem = nodeFileSystem, beforeMaking = async () => {}) {
    this.#root = resolve(directory);
    this.#fileSystem = fileSystem;
    this.#beforeMaking = beforeMaking;
  }

  pathOf(relative: string): string {
    return join(this.#root, relative);
  }

  async open(relative: string, flags: number): Promise<OpenFile> {
    await this.requireFolder(dirname(relative));
    return onDisk(this.#fileSystem.open(this.pathOf(relative), flags | constants.O_NOFOLLOW, fileMode));
  }

  /**
   * Checks that neither a folder nor one of its parents is a link.
   * @throws RegistryError `UNAVAILABLE` if one is
   */
  async requireFolder(relative: string): Promise<void> {
    if (relative === '.' || this.#folders.has(relative)) return;
    await this.requireFolder(dirname(relative));
    const path = this.pathOf(relative);
    if ((await onDisk(this.#fileSystem.lstat(path))).isSymbolicLink()) throw linkedFolder(path);
    if (relative.split('/').length <= shardDepth) this.#folders.add(relative);
  }

  /** Creates an empty file. An existing one is deleted first, so that nobody else has the new one open. */
  async create(relative: string): Promise<OpenFile> {
    const flags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL;
    await this.#makeLastingDirectory(dirname(relative));
    while (true) {
      try {
        return await this.open(relative, flags);
      } catch (error) {
        if (isAbsence(error)) await this.#remakeDirectory(dirname(relative));
        else if (codeOf(error) === 'EEXIST') await this.#unlink(relative);
        else throw error;
      }
    }
  }

  /** The file or folder of this name; for a link, the link itself. */
  async find(relative: string): Promise<Stats | undefined> {
    try {
      await this.requireFolder(dirname(relative));
      return await onDisk(this.#fileSystem.lstat(this.pathOf(relative)));
    } catch (error) {
      if (isAbsence(error)) return undefined;
      throw error;
    }
  }

  truncate(relative: string, size: number): Promise<void> {
    return onDisk(this.#fileSystem.truncate(this.pathOf(relative), size));
  }

  /** Creates a durable hard link to a file from elsewhere. */
  async link(file: string, relative: string): Promise<void> {
    await this.#makeLastingDirectory(dirname(relative));
    await this.#fileSystem.link(file, this.pathOf(relative));
    await this.sync(dirname(relative));
  }

  async rename(from: string, to: string): Promise<void> {
    await this.requireFolder(dirname(from));
    await this.requireFolder(dirname(to));
    await onDisk(this.#fileSystem.rename(this.pathOf(from), this.pathOf(to)));
  }

  /** Moves a file into a durable folder, and returns whether it was there. The caller makes the new entry durable. */
  async move(from: string, to: string): Promise<boolean> {
    await this.#makeLastingDirectory(dirname(to));
    while (true) {
      try {
        await this.rename(from, to);
        return true;
      } catch (error) {
        if (codeOf(error) !== 'ENOENT') throw error;
        if ((await this.find(from)) === undefined) return false;
        await this.#remakeDirectory(dirname(to));
      }
    }
  }

  /** The entries of a folder; none if it does not exist or is a file. */
  async *entries(relative: string): AsyncGenerator<Dirent, void, undefined> {
    yield* await this.#open(relative).catch((error) => {
      if (isAbsence(error)) return [];
      throw error;
    });
  }

  async #open(relative: string): Promise<Dir> {
    await this.requireFolder(relative);
    return onDisk(this.#fileSystem.opendir(this.pathOf(relative)));
  }

  /** Removes a file durably, and returns whether it was there. */
  async remove(relative: string): Promise<boolean> {
    const wasThere = await this.#unlink(relative);
    if (wasThere) await this.sync(dirname(relative));
    return wasThere;
  }

  /** Makes sure that a folder exists and is durable, even if another process has created it but not flushed it yet. */
  async #makeLastingDirectory(relative: string): Promise<void> {
    try {
      await this.#makeLasting(relative);
    } catch (error) {
      if (!isAbsence(error)) throw error;
      await this.#remakeDirectory(relative);
    }
  }

  /** Creates a folder again that was deleted from outside. The other folders may be missing too. */
  async #remakeDirectory(relative: string): Promise<void> {
    this.#lasting.clear();
    this.#folders.clear();
    await this.#makeLasting(relative);
  }

  async #makeLasting(relative: string): Promise<void> {
    if (this.#lasting.has(relative)) return;
    if ((await this.find(relative)) === undefined) await this.#beforeMaking();
    if (relative === '.') await this.#makeRoot();
    else {
      await this.#makeLasting(dirname(relative));
      await this.#makeOne(relative);
      await this.#syncEntry(relative);
    }
    this.#lasting.add(relative);
  }

  async #makeOne(relative: string): Promise<void> {
    try {
      await onDisk(this.#fileSystem.mkdir(this.pathOf(relative), { mode: directoryMode }));
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
      await this.requireFolder(relative);
    }
  }

  /** Makes the entries of a folder durable. */
  sync(relative: string): Promise<void> {
    return this.#syncPath(this.pathOf(relative));
  }

  /** Makes the entry of a folder durable, or removes the folder: a failed flush must not be repeated as if it had worked. */
  async #syncEntry(relative: string): Promise<void> {
    try {
      await this.sync(dirname(relative));
    } catch (error) {
      await this.#fileSystem.rmdir(this.pathOf(relative)).catch(() => {});
      throw error;
    }
  }

  async #syncPath(path: string): Promise<void> {
    const directory = await onDisk(this.#fileSystem.open(path, constants.O_RDONLY));
    try {
      await onDisk(directory.sync());
    } finally {
      await directory.close();
    }
  }

  async #unlink(relative: string): Promise<boolean> {
    try {
      await this.requireFolder(dirname(relative));
      await onDisk(this.#fileSystem.unlink(this.pathOf(relative)));
      return true;
    } catch (error) {
      if (isAbsence(error)) return false;
      throw error;
    }
  }

  /** Creates one folder at a time, each durable. Node's recursive `mkdir` never returns below a folder such as `/proc`. */
  async #makeRoot(root = this.#root): Promise<void> {
    try {
      await onDisk(this.#fileSystem.mkdir(root, { mode: directoryMode }));
    } catch (error) {
      if (codeOf(error) === 'EEXIST' && (await this.#fileSystem.stat(root)).isDirectory()) return;
      if (codeOf(error) !== 'ENOENT' || dirname(root) === root) throw error;
      await this.#makeRoot(dirname(root));
      await onDisk(this.#fileSystem.mkdir(root, { mode: directoryMode }));
    }
    await this.#syncPath(dirname(root));
  }
}

/** Only the log shows the path; clients get the message. */
function linkedFolder(path: string): RegistryError {
  const cause = new Error(`${path} is a symbolic link, which the store does not follow`);
  return unavailableStorage('unusable', cause);
}
