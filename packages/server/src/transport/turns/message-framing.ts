import type { IncomingMessage } from 'node:http';
import { ChunkedFraming } from './chunked-framing.js';

const endOfHead = '\r\n\r\n';
const endOfHeadBytes = Buffer.from(endOfHead);
const [carriageReturn, lineFeed] = [0x0d, 0x0a];

/** Follows the messages on a connection (RFC 9112 §6) to find the end of each. */
export class MessageFraming {
  /** Bytes left of a body with `Content-Length`. */
  #bodyLeft = 0;
  #chunks: ChunkedFraming | undefined;
  /** The last bytes of an incomplete head: the empty line that ends it may be split between two reads. */
  #tail = '';

  /** Whether the current body has far more chunks than its size needs. */
  get hasTooManyChunks(): boolean {
    return this.#chunks?.isExcessive === true;
  }

  /** Called when the head of a request is complete: its body, if it has one, comes next. */
  beginBody({ headers }: IncomingMessage): void {
    const { 'transfer-encoding': coding, 'content-length': length = 0 } = headers;
    this.#chunks = coding === undefined ? undefined : new ChunkedFraming();
    this.#bodyLeft = coding === undefined ? Number(length) : 0;
  }

  /**
   * Returns how many of the next bytes may be parsed together: at most the rest of the head, the rest of the body, or the
   * empty lines before a head.
   */
  advance(bytes: Uint8Array): number {
    if (this.#chunks !== undefined && !this.#chunks.hasEnded) return this.#chunks.advance(bytes);
    if (this.#bodyLeft === 0) return this.#advanceHead(bytes);
    const length = Math.min(this.#bodyLeft, bytes.byteLength);
    this.#bodyLeft -= length;
    return length;
  }

  #advanceHead(bytes: Uint8Array): number {
    const emptyLines = this.#tail === '' ? lengthOfEmptyLines(bytes) : 0;
    if (emptyLines > 0) return emptyLines;
    const end = this.#endOfHead(asBuffer(bytes));
    if (end !== undefined) {
      this.#tail = '';
      return end;
    }
    this.#tail = (this.#tail + Buffer.from(bytes.subarray(-3)).toString('latin1')).slice(-3);
    return bytes.byteLength;
  }

  #endOfHead(bytes: Buffer): number | undefined {
    for (let before = this.#tail.length; before > 0; before--) {
      const [begin, rest] = [endOfHead.slice(0, before), endOfHead.slice(before)];
      if (this.#tail.endsWith(begin) && bytes.toString('latin1', 0, rest.length) === rest) return rest.length;
    }
    const start = bytes.indexOf(endOfHeadBytes);
    return start === -1 ? undefined : start + endOfHead.length;
  }
}

function lengthOfEmptyLines(bytes: Uint8Array): number {
  let length = 0;
  while (bytes[length] === carriageReturn || bytes[length] === lineFeed) length += 1;
  return length;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
