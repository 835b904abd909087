import { constants } from 'node:fs';
import { addAbortSignal, Readable } from 'node:stream';
import { type BlobContent, type BlobLocation, type ReadOptions, RegistryError } from '@lading/core';
import { isLocation } from './blob-layout.js';
import type { OpenFile } from './file-system.js';
import type { StorageDirectory } from './storage-directory.js';
import { isAbsence, onDisk } from './storage-failure.js';

/** The bytes of one read. With the 64 KiB of Node's file streams, the calls cost more than the copying. */
const blockBytes = 1024 * 1024;

/** Opens a committed blob, or a range of it, as a stream that fails if it cannot deliver every byte. */
export async function openBlob(
  directory: StorageDirectory,
  location: BlobLocation,
  { range, size: expected, signal }: ReadOptions,
): Promise<BlobContent> {
  signal?.throwIfAborted();
  const file = await openFile(directory, location);
  try {
    const { size } = await onDisk(file.stat());
    if (expected !== undefined && size !== expected) throw otherSize(size, expected);
    if (range !== undefined && range.last >= size) throw new RangeError('the range does not lie within the blob');
    signal?.throwIfAborted();
    const reader = new BlobReader(file, range?.first ?? 0, range === undefined ? size : range.last + 1);
    return signal === undefined ? reader : addAbortSignal(signal, reader);
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function openFile(directory: StorageDirectory, location: BlobLocation): Promise<OpenFile> {
  try {
    if (isLocation(location)) return await directory.open(location, constants.O_RDONLY);
  } catch (error) {
    if (!isAbsence(error)) throw error;
  }
  throw new RegistryError('BLOB_UNKNOWN', 'the blob is not stored');
}

function otherSize(size: number, expected: number): RegistryError {
  return new RegistryError('BLOB_UNKNOWN', `the stored blob has ${size} bytes, not ${expected}`);
}

class BlobReader extends Readable implements BlobContent {
  constructor(
    private readonly file: OpenFile,
    private position: number,
    private readonly end: number,
  ) {
    super({ highWaterMark: blockBytes });
  }

  override _read(): void {
    if (this.position === this.end) this.push(null);
    else
      this.#readBlock().then(
        (block) => this.push(block),
        (error) => this.destroy(error),
      );
  }

  async #readBlock(): Promise<Uint8Array> {
    const buffer = Buffer.allocUnsafeSlow(Math.min(this.end - this.position, blockBytes));
    return buffer.subarray(0, await this.readInto(buffer));
  }

  async readInto(target: Uint8Array): Promise<number> {
    const length = Math.min(this.end - this.position, target.byteLength);
    if (length === 0) return 0;
    const { bytesRead } = await onDisk(this.file.read(target, 0, length, this.position));
    if (bytesRead === 0) throw new RegistryError('BLOB_UNKNOWN', 'the stored blob is shorter than it was');
    this.position += bytesRead;
    return bytesRead;
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    // `close` waits for a running read.
    this.file.close().then(
      () => callback(error),
      (closeError) => callback(error ?? closeError),
    );
  }
}
