import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { kill, pid } from 'node:process';
import { algorithmOf, type Descriptor, type Digest, encodedOf } from '@lading/core';
import type { RepeatableSource } from '../blob/blob-source.js';
import { DigestMismatchError } from '../error/digest-mismatch-error.js';
import { absent } from './layout-files.js';

const pieceBytes = 1024 * 1024;

/**
 * A blob that is being written: a file that gets its name when all of it is there and right. What a process leaves that
 * ended too early is taken over by the next one, which goes on where it ends.
 */
export class PartialFile {
  private constructor(private readonly path: string) {}

  /** Takes over what is there of a blob, or begins. Its name says which process writes it, so that no two do. */
  static async claim(folder: string, digest: Digest): Promise<PartialFile> {
    await mkdir(folder, { recursive: true });
    const prefix = `${algorithmOf(digest)}-${encodedOf(digest)}.`;
    const own = join(folder, `${prefix}${ownerName()}`);
    for (const name of await readdir(folder)) {
      if (!name.startsWith(prefix) || !isAbandoned(name.slice(prefix.length))) continue;
      const isMine = await rename(join(folder, name), own).then(() => true, absent);
      if (isMine === true) break;
    }
    return new PartialFile(own);
  }

  /**
   * Writes what is missing of the content, and gives the file its name.
   * @throws DigestMismatchError after which nothing is left of it
   */
  async complete(
    { digest, size }: Descriptor,
    content: RepeatableSource,
    target: string,
    onProgress?: (bytes: number) => void,
  ): Promise<void> {
    const hash = createHash(algorithmOf(digest));
    const present = await this.#hashPresent(hash, size);
    try {
      const received = await this.#append(hash, content.open(present), present, onProgress);
      const found = `${algorithmOf(digest)}:${hash.digest('hex')}` as Digest;
      if (received !== size || found !== digest)
        throw new DigestMismatchError({ digest, size }, { digest: found, size: received });
      await mkdir(dirname(target), { recursive: true });
      await rename(this.path, target);
    } catch (error) {
      if (error instanceof DigestMismatchError) await rm(this.path, { force: true });
      else await rename(this.path, this.path.replace(ownerPattern, abandonedName())).catch(() => undefined);
      throw error;
    }
  }

  /** What is longer than the content is of no use. */
  async #hashPresent(hash: ReturnType<typeof createHash>, size: number): Promise<number> {
    const found = await stat(this.path).catch(absent);
    if (found !== undefined && found.size > size) await rm(this.path, { force: true });
    if (found === undefined || found.size > size) return 0;
    for await (const piece of createReadStream(this.path, { highWaterMark: pieceBytes }))
      hash.update(piece as Uint8Array);
    return found.size;
  }

  async #append(
    hash: ReturnType<typeof createHash>,
    content: AsyncIterable<Uint8Array>,
    start: number,
    onProgress: ((bytes: number) => void) | undefined,
  ): Promise<number> {
    const file = await open(this.path, 'a');
    let received = start;
    try {
      for await (const chunk of content) {
        hash.update(chunk);
        await file.appendFile(chunk);
        received += chunk.byteLength;
        onProgress?.(received);
      }
    } finally {
      await file.close();
    }
    return received;
  }
}

const ownerPattern = /\.[^.]*\.\d+\.[0-9a-f]{8}\.partial$/;
const host = hostname()
  .replace(/[^A-Za-z0-9-]/g, '-')
  .slice(0, 64);

function ownerName(): string {
  return `${host}.${pid}.${randomBytes(4).toString('hex')}.partial`;
}

/** No process has the number 0: what is named so is free at once. */
function abandonedName(): string {
  return `.${host}.0.${randomBytes(4).toString('hex')}.partial`;
}

/** Whether the process that wrote it is gone. Of another machine nobody can tell, and of our own it is in use. */
function isAbandoned(owner: string): boolean {
  const [ownerHost, number] = owner.split('.');
  if (ownerHost !== host || number === String(pid)) return false;
  if (number === '0') return true;
  try {
    return !kill(Number(number), 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
