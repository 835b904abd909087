import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { algorithmOf, type Descriptor, type Digest, encodedOf } from '@lading/core';
import type { RepeatableSource } from '../blob/blob-source.js';
import { DigestMismatchError } from '../error/digest-mismatch-error.js';
import { makeFolder } from '../folder/make-folder.js';
import { absent } from '../layout/layout-files.js';
import { abandonPartial, claimPartial } from './claim.js';

const pieceBytes = 1024 * 1024;

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
      const received = await this.#append(isVerified ? undefined : hash, content.open(present), present, onProgress);
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
    for await (const piece of createReadStream(this.path, { highWaterMark: pieceBytes }))
      hash.update(piece as Uint8Array);
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
      for await (const chunks of gathered(content)) {
        for (const chunk of chunks) hash?.update(chunk);
        received += await writeAll(file, chunks);
        onProgress?.(received);
      }
    } finally {
      await file.close();
    }
    return received;
  }
}

/** Small pieces wait for each other, since each write is a way through the thread pool; what came before a failure is passed on. */
async function* gathered(content: AsyncIterable<Uint8Array>): AsyncGenerator<readonly Uint8Array[]> {
  let chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of content) {
      chunks.push(chunk);
      size += chunk.byteLength;
      if (size < pieceBytes) continue;
      yield chunks;
      chunks = [];
      size = 0;
    }
  } catch (error) {
    yield chunks;
    throw error;
  }
  yield chunks;
}

async function writeAll(file: FileHandle, chunks: readonly Uint8Array[]): Promise<number> {
  const size = chunks.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const { bytesWritten } = size === 0 ? { bytesWritten: 0 } : await file.writev(chunks);
  // The system may take less than it was given; then the rest goes by itself.
  if (bytesWritten < size) await file.appendFile(Buffer.concat(chunks).subarray(bytesWritten));
  return size;
}
