import type { OpenFile } from './file-system.js';
import { onDisk } from './storage-failure.js';

/** The most chunks in a batch: the limit of one `writev`. */
const batchChunks = 1024;
/** The writers of this process share these bytes for their batches: a few write large batches, which cost less. */
const sharedBytes = 4 * 1024 * 1024;
const [leastBytes, mostBytes] = [64 * 1024, 1024 * 1024];
/** The number of active writers in this process. */
let writers = 0;

function batchBytes(): number {
  return Math.min(mostBytes, Math.max(leastBytes, sharedBytes / writers));
}

/** The bytes after which the writer starts a flush, so that the last flush is short. */
const flushBytes = 16 * 1024 * 1024;

/**
 * Writes chunks to a file from a position on, in large batches and without copying. It writes one batch while it collects
 * the next, and so holds at most two batches.
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

  /** Adds a chunk, which must not change afterwards. Returns a promise if the caller has to wait. */
  write(chunk: Uint8Array): Promise<void> | undefined {
    this.#batch.push(chunk);
    this.#batchSize += chunk.byteLength;
    return this.#batchSize >= batchBytes() || this.#batch.length >= batchChunks ? this.#startBatch() : undefined;
  }

  /** Resolves when all chunks are durable. */
  async flush(): Promise<void> {
    await this.#startBatch();
    await this.#writing;
    await this.#flushing;
    await onDisk(this.file.datasync());
  }

  /** Ends the writer, also after a failure. Resolves when no write or flush is running. */
  async settle(): Promise<void> {
    writers -= 1;
    await Promise.allSettled([this.#writing, this.#flushing]);
  }

  async #startBatch(): Promise<void> {
    await this.#writing;
    const [batch, size] = [this.#batch, this.#batchSize];
    [this.#batch, this.#batchSize] = [[], 0];
    this.#writing = this.#writeAll(batch, this.position);
    // The next wait reports a failure. Until then it must not count as unhandled.
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

/** The chunks without their first `size` bytes: a disk that becomes full writes only a part. */
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
