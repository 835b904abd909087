import type { OpenFile } from './file-system.js';
import { onDisk } from './storage-failure.js';

/** A batch is written when it has this many chunks, which is what one `writev` takes, or its share of these bytes. */
const batchChunks = 1024;
const sharedBytes = 4 * 1024 * 1024;
const [leastBytes, mostBytes] = [64 * 1024, 1024 * 1024];
/** Writers of this process that are at work: few of them write large batches, which cost less, many small ones. */
let writers = 0;

function batchBytes(): number {
  return Math.min(mostBytes, Math.max(leastBytes, sharedBytes / writers));
}

/** Bytes after which the disk is set to work, so that the closing flush has not everything before it. */
const flushBytes = 16 * 1024 * 1024;

/**
 * Writes chunks one after another at a position of a file, in large batches and without copying. One batch is written
 * while the next is gathered, so that it holds no more than two of them.
 */
export class BatchWriter {
  #batch: Uint8Array[] = [];
  #batchSize = 0;
  #unflushed = 0;
  #writing: Promise<void> = Promise.resolve();
  #flushing: Promise<void> = Promise.resolve();

  constructor(
    private readonly file: OpenFile,
    private position: number,
  ) {
    writers += 1;
  }

  /** Takes a chunk, which must not change afterwards. Gives a promise when the caller has to wait. */
  write(chunk: Uint8Array): Promise<void> | undefined {
    this.#batch.push(chunk);
    this.#batchSize += chunk.byteLength;
    return this.#batchSize >= batchBytes() || this.#batch.length >= batchChunks ? this.#startBatch() : undefined;
  }

  /** Resolves when all that was taken is durable. */
  async flush(): Promise<void> {
    await this.#startBatch();
    await this.#writing;
    await this.#flushing;
    await onDisk(this.file.datasync());
  }

  /** Ends the writer, after all that it took or a failure; resolves when the file is left alone. */
  async settle(): Promise<void> {
    writers -= 1;
    await Promise.allSettled([this.#writing, this.#flushing]);
  }

  async #startBatch(): Promise<void> {
    await this.#writing;
    const [batch, size] = [this.#batch, this.#batchSize];
    [this.#batch, this.#batchSize] = [[], 0];
    this.#writing = this.#writeAll(batch, this.position);
    // Whoever waits for it next hears of a failure; until then it is nobody's.
    this.#writing.catch(() => {});
    this.position += size;
    this.#unflushed += size;
    if (this.#unflushed >= flushBytes) await this.#startFlush();
  }

  async #startFlush(): Promise<void> {
    this.#unflushed = 0;
    await this.#flushing;
    this.#flushing = onDisk(this.file.datasync());
    this.#flushing.catch(() => {});
  }

  async #writeAll(batch: readonly Uint8Array[], start: number): Promise<void> {
    let rest = batch.filter((chunk) => chunk.byteLength > 0);
    let position = start;
    while (rest.length > 0) {
      const { bytesWritten } = await onDisk(this.file.writev(rest, position));
      position += bytesWritten;
      rest = without(rest, bytesWritten);
    }
  }
}

/** What is left of chunks after their first bytes: a disk that fills up takes a part of what it is given. */
function without(chunks: readonly Uint8Array[], size: number): Uint8Array[] {
  const rest: Uint8Array[] = [];
  let passed = 0;
  for (const chunk of chunks) {
    const start = Math.max(0, size - passed);
    if (start < chunk.byteLength) rest.push(start === 0 ? chunk : chunk.subarray(start));
    passed += chunk.byteLength;
  }
  return rest;
}
