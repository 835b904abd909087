import { createHash } from 'node:crypto';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { algorithmOf, type Descriptor, type Digest, encodedOf } from '@lading/core';
import type { RepeatableSource } from '../content/blob-source.js';
import { lentPieces } from '../content/content.js';
import { fileContent } from '../content/file-content.js';
import { DigestMismatchError } from '../error/digest-mismatch-error.js';
import { absent } from '../files/absent.js';
import { makeFolder } from '../files/make-folder.js';
import { abandonPartial, claimPartial } from './claim.js';

/** Smaller pieces are written together. */
const gatheredBytes = 256 * 1024;

/**
 * A blob that is being written. The file gets its name when the blob is complete and verified. If the process ends earlier, the
 * next process continues the file.
 */
export class PartialFile {
  private constructor(private readonly path: string) {}

  /** Claims the partial file of a blob, or begins a new one. */
  static async claim(folder: string, digest: Digest): Promise<PartialFile> {
    return new PartialFile(await claimPartial(folder, `${algorithmOf(digest)}-${encodedOf(digest)}`));
  }

  /**
   * Writes the missing part of the content, and gives the file its name.
   * @throws DigestMismatchError; the partial file is then deleted
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

  /** Hashes the bytes that are present. Deletes a file that is longer than the content. */
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
 * Joins small pieces in one block of memory, because each write goes through the thread pool. Passes on the pieces before a
 * failure. A piece is valid until the next one is requested.
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

/** A write of the system may be shorter than the piece. */
async function writeAll(file: FileHandle, piece: Uint8Array): Promise<void> {
  for (let written = 0; written < piece.byteLength; ) {
    const { bytesWritten } = await file.write(piece, written);
    written += bytesWritten;
  }
}
