import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { constants, link, lstat, mkdir, open, rename, rm, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ClientError } from '../error/client-error.js';
import { makeFolder } from '../folder/make-folder.js';

/**
 * A folder into which an archive is written, and out of which no name of the archive leads: neither `..`, nor an absolute
 * path, nor a link that the archive brought along or that lay there before.
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

  /** Writes a file anew. What is there under its name is replaced and never written through. */
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

  /** A link that stays inside: what is read or unpacked later through it lies in this folder too. */
  async makeSymlink(name: string, target: string): Promise<void> {
    const parts = partsOf(name);
    if (target === '' || isAbsolute(target)) throw refuse(name, 'is a link to an absolute path');
    checkTarget(target, parts.length - 1, name);
    await symlink(target, await this.place(name));
  }

  /** A second name of a file that was unpacked; never of a link. */
  async makeHardLink(name: string, target: string): Promise<void> {
    const parts = partsOf(target);
    const folder = await this.#enter(parts.slice(0, -1));
    const original = join(folder, parts.at(-1) ?? '');
    const found = await lstat(original).catch(() => undefined);
    if (found?.isFile() !== true) throw refuse(name, 'is a link to something that is no file of the archive');
    await link(original, await this.place(name));
  }

  /** Where a file goes: its folders are made, and what is in its way is removed. */
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

  /** Goes down step by step; each step is a real folder, or is made one. */
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
 * A target climbs at its beginning alone, and no higher than the folder. Were it to climb after a name, that name could be
 * another link, and the way would end somewhere else than its words say.
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
