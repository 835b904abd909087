const firstBytes = 64 * 1024;

/** Collects the bytes of one part. Its memory grows with the content, so small blobs need little memory. */
export class PartBuffer {
  #bytes: Buffer;
  #size = 0;

  constructor(readonly capacity: number) {
    this.#bytes = Buffer.allocUnsafeSlow(Math.min(capacity, firstBytes));
  }

  get isFull(): boolean {
    return this.#size === this.capacity;
  }

  /** The bytes so far, valid until the next `clear`. */
  get content(): Buffer {
    return this.#bytes.subarray(0, this.#size);
  }

  /** Adds the bytes that fit, and returns the rest. */
  take(chunk: Uint8Array): Uint8Array {
    const taken = chunk.subarray(0, this.capacity - this.#size);
    this.#makeRoom(this.#size + taken.byteLength);
    this.#bytes.set(taken, this.#size);
    this.#size += taken.byteLength;
    return chunk.subarray(taken.byteLength);
  }

  clear(): void {
    this.#size = 0;
  }

  #makeRoom(size: number): void {
    if (size <= this.#bytes.byteLength) return;
    const larger = Buffer.allocUnsafeSlow(Math.min(this.capacity, Math.max(size, 2 * this.#bytes.byteLength)));
    larger.set(this.content);
    this.#bytes = larger;
  }
}
