import { createHash } from 'node:crypto';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { algorithmOf, type Descriptor, type Digest, encodedOf } from '@lading/core';
import type { RepeatableSource } from '../blob/blob-source.js';
import { fileContent } from '../blob/file-content.js';
import { DigestMismatchError } from '../error/digest-mismatch-error.js';
import { makeFolder } from '../folder/make-folder.js';
import { lentPieces } from '../http/content.js';
import { absent } from '../layout/layout-files.js';
import { abandonPartial, claimPartial } from './claim.js';

/** What is smaller is written together. */
const gatheredBytes = 256 * 1024;

/**
 * A blob that is being written: a file that gets its name when all of it is there and right. What a process leaves that
 * ended too early is taken over by the next one, which goes on where it ends.
 */
export class PartialFile {
  private constructor(private readonly path: string) {}

  /** Takes over what is there of a blob, or begins. */
  static async claim(folder: string, digest: Digest): Promise<PartialFile> {
    return new PartialFile(await claimPartial(folder, `${algorithmOf(digest)}-${encodedOf(digest)}`));
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
    const isVerified = content.isVerified === true && present === 0;
    try {
      const received = await this.#append(
        isVerified ? undefined : hash,
        lentPieces(content.open(present)),
        present,
        onProgress,
      );
      const found = isVerified ? digest : (`${algorithmOf(digest)}:${hash.digest('hex')}` as Digest);
      if (received !== size || found !== digest)
        throw new DigestMismatchError({ digest, size }, { digest: found, size: received });
      await makeFolder(dirname(target));
      await rename(this.path, target);
    } catch (error) {
      if (error instanceof DigestMismatchError) await rm(this.path, { force: true });
      else await abandonPartial(this.path);
      throw error;
    }
  }

  /** What is longer than the content is of no use. */
  async #hashPresent(hash: ReturnType<typeof createHash>, size: number): Promise<number> {
    const found = await stat(this.path).catch(absent);
    if (found !== undefined && found.size > size) await rm(this.path, { force: true });
    if (found === undefined || found.size > size) return 0;
    for await (const piece of lentPieces(fileContent(this.path))) hash.update(piece);
    return found.size;
  }

  async #append(
    hash: ReturnType<typeof createHash> | undefined,
    content: AsyncIterable<Uint8Array>,
    start: number,
    onProgress: ((bytes: number) => void) | undefined,
  ): Promise<number> {
    const file = await open(this.path, 'a');
    let received = start;
    try {
      for await (const piece of gathered(content)) {
        hash?.update(piece);
        await writeAll(file, piece);
        received += piece.byteLength;
        onProgress?.(received);
      }
    } finally {
      await file.close();
    }
    return received;
  }
}

/**
 * Small pieces wait for each other in one piece of memory, since each write is a way through the thread pool; what came
 * before a failure is passed on. Each piece is good until the next is asked for.
 */
async function* gathered(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let memory: Buffer | undefined;
  let filled = 0;
  const take = () => {
    const all = memory?.subarray(0, filled) ?? new Uint8Array();
    filled = 0;
    return all;
  };
  try {
    for await (const piece of content) {
      if (filled > 0 && filled + piece.byteLength > gatheredBytes) yield take();
      if (piece.byteLength >= gatheredBytes) yield piece;
      else {
        memory ??= Buffer.allocUnsafeSlow(gatheredBytes);
        memory.set(piece, filled);
        filled += piece.byteLength;
      }
    }
  } catch (error) {
    yield take();
    throw error;
  }
  yield take();
}

/** The system may take less at a time than it was given. */
async function writeAll(file: FileHandle, piece: Uint8Array): Promise<void> {
  for (let written = 0; written < piece.byteLength; ) {
    const { bytesWritten } = await file.write(piece, written);
    written += bytesWritten;
  }
}
