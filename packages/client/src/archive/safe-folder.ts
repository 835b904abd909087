import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { constants, link, lstat, mkdir, open, rename, rm, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ClientError } from '../error/client-error.js';
import { makeFolder } from '../files/make-folder.js';

/**
 * A folder for the content of an archive. No name in the archive leads out of it: not `..`, not an absolute path, not a link in
 * the archive or in the folder.
 */
export class SafeFolder {
  readonly root: string;
  readonly #checked = new Set<string>();

  constructor(root: string) {
    this.root = resolve(root);
  }

  async makeFolder(name: string): Promise<void> {
    await this.#enter(partsOf(name));
  }

  /** Writes a file. Replaces an existing file or link; never writes through a link. */
  async writeFile(name: string, content: AsyncIterable<Uint8Array>, isExecutable = false): Promise<void> {
    const path = await this.place(name);
    const temporary = `${path}.${randomBytes(6).toString('hex')}.partial`;
    const mode = isExecutable ? 0o755 : 0o644;
    const file = await open(temporary, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, mode);
    try {
      await pipeline(content, file.createWriteStream());
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  /** Makes a symbolic link that leads to a path inside the folder. */
  async makeSymlink(name: string, target: string): Promise<void> {
    const parts = partsOf(name);
    if (target === '' || isAbsolute(target)) throw refuse(name, 'is a link to an absolute path');
    checkTarget(target, parts.length - 1, name);
    await symlink(target, await this.place(name));
  }

  /** Makes a second name of an unpacked file, never of a link. */
  async makeHardLink(name: string, target: string): Promise<void> {
    const parts = partsOf(target);
    const folder = await this.#enter(parts.slice(0, -1));
    const original = join(folder, parts.at(-1) ?? '');
    const found = await lstat(original).catch(() => undefined);
    if (found?.isFile() !== true) throw refuse(name, 'is a link to something that is no file of the archive');
    await link(original, await this.place(name));
  }

  /** Makes the folders of a file, removes an existing file of its name, and returns its path. */
  async place(name: string): Promise<string> {
    const parts = partsOf(name);
    const last = parts.at(-1);
    if (last === undefined) throw refuse(name, 'names the folder itself');
    const path = join(await this.#enter(parts.slice(0, -1)), last);
    const found = await statOf(path);
    if (found?.isDirectory() === true) throw refuse(name, 'is a folder already');
    if (found !== undefined) await rm(path);
    return path;
  }

  /** Enters each folder of a path. Each must be a real folder, or is made. */
  async #enter(parts: readonly string[]): Promise<string> {
    if (!this.#checked.has('')) await makeFolder(this.root);
    this.#checked.add('');
    let path = this.root;
    for (const part of parts) {
      path = join(path, part);
      if (this.#checked.has(path)) continue;
      const found = await statOf(path);
      if (found === undefined) await mkdir(path);
      else if (!found.isDirectory()) throw refuse(parts.join('/'), 'leads through something that is no folder');
      this.#checked.add(path);
    }
    return path;
  }
}

/** The parts of a name, which may begin with `./` and end with `/`. */
function partsOf(name: string): readonly string[] {
  if (isAbsolute(name) || name.includes('\\') || name.includes('\0')) throw refuse(name, 'is no relative path');
  if (/(?:^|\/)[a-zA-Z]:/.test(name)) throw refuse(name, 'names a drive');
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) throw refuse(name, 'leads out of the folder');
  return parts;
}

function isAbsolute(name: string): boolean {
  return name.startsWith('/') || name.startsWith('\\');
}

/**
 * A target may have `..` only at its beginning, and not more often than the link is deep. After a name, `..` could follow another
 * link.
 */
function checkTarget(target: string, depth: number, name: string): void {
  const parts = target.split('/').filter((part) => part !== '' && part !== '.');
  const climbs = parts.findIndex((part) => part !== '..');
  const rest = climbs === -1 ? [] : parts.slice(climbs);
  const isInside = (climbs === -1 ? parts.length : climbs) <= depth;
  if (!isInside || rest.includes('..') || target.includes('\\'))
    throw refuse(name, 'is a link that leads out of the folder');
}

async function statOf(path: string): Promise<Stats | undefined> {
  return lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}

function refuse(name: string, why: string): ClientError {
  return new ClientError('content', `the archive is refused: ${JSON.stringify(name.slice(0, 200))} ${why}`);
}
