/** A body may have this many chunks, and one more for each 32 bytes of content. */
const freeChunks = 4096;
const bytesPerChunk = 32;

const crlf = '\r\n';
const [carriageReturn, lineFeed] = [0x0d, 0x0a];

/**
 * Follows the chunked coding of one body (RFC 9112 §7.1) to find its end and to count its chunks. Node's parser takes about
 * 1 µs for each chunk, so 1-byte chunks are a hundred times as expensive as large ones. Node's parser also decides whether
 * the body is valid: if it is malformed, the results here do not matter.
 */
export class ChunkedFraming {
  /** Whether the body has far more chunks than its size needs. */
  isExcessive = false;
  /** Whether the end of the body was reached. */
  hasEnded = false;
  #credit = freeChunks;
  /** Bytes left of the current chunk, with the CRLF after it. */
  #left = 0;
  /** The size in the current chunk-size line, and whether all of its digits were read. */
  #size = 0;
  #hasDigits = false;
  #isTrailer = false;
  #isLineEmpty = true;

  /** Returns how many of the next bytes belong to this body. */
  advance(bytes: Uint8Array): number {
    let position = 0;
    while (position < bytes.byteLength && !this.hasEnded && !this.isExcessive) {
      if (this.#left === 0) {
        position = this.#readLine(bytes, position);
        continue;
      }
      const length = Math.min(this.#left, bytes.byteLength - position);
      position += length;
      this.#passData(length);
    }
    return position;
  }

  #passData(length: number): void {
    this.#left -= length;
    this.#credit = Math.min(freeChunks, this.#credit + length / bytesPerChunk);
    if (this.#credit < 0) this.isExcessive = true;
  }

  /** Reads a chunk-size line or a trailer line, as far as it has arrived. */
  #readLine(bytes: Uint8Array, start: number): number {
    for (let position = start; position < bytes.byteLength; position++) {
      const byte = bytes[position] ?? 0;
      if (byte === lineFeed) {
        this.#endLine();
        return position + 1;
      }
      if (this.#isTrailer) this.#isLineEmpty &&= byte === carriageReturn;
      else this.#readSize(byte);
    }
    return bytes.byteLength;
  }

  #readSize(byte: number): void {
    if (this.#hasDigits) return;
    const digit = Number.parseInt(String.fromCharCode(byte), 16);
    if (Number.isNaN(digit)) this.#hasDigits = true;
    else this.#size = this.#size * 16 + digit;
  }

  #endLine(): void {
    if (this.#isTrailer) this.hasEnded = this.#isLineEmpty;
    else if (this.#size === 0) this.#isTrailer = true;
    else this.#beginChunk();
    this.#size = 0;
    this.#hasDigits = false;
    this.#isLineEmpty = true;
  }

  #beginChunk(): void {
    this.#left = this.#size + crlf.length;
    this.#credit -= 1;
  }
}
