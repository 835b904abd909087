import { HttpError } from '../error/http-error.js';
import type { RequestBody } from './request-body.js';

export interface ReadWholeBodyOptions {
  /** A longer body gets 413 (MAN-12). */
  readonly maximumBytes: number;
  /** How long the body may take to arrive. */
  readonly timeoutSeconds: number;
  /** Called with the size of each piece before it is stored. An error that it throws ends the body. */
  readonly reserve: (bytes: number) => void;
}

/**
 * Reads a whole body into memory.
 * @throws RegistryError `SIZE_INVALID`: with the reason `too-large` above the maximum, without one if the client broke off
 * @throws HttpError 408 if the body takes too long
 */
export async function readWholeBody(body: RequestBody, options: ReadWholeBodyOptions): Promise<Uint8Array> {
  const deadline = new Deadline(options.timeoutSeconds);
  const read = readAll(body, options, deadline);
  // The client may leave before the deadline passes.
  read.catch(() => undefined);
  try {
    return await Promise.race([read, deadline.passed]);
  } finally {
    deadline.stop();
  }
}

/** The usual size of a block of memory for small pieces. */
const blockBytes = 64 * 1024;

async function readAll(
  body: RequestBody,
  { maximumBytes, reserve }: ReadWholeBodyOptions,
  deadline: Deadline,
): Promise<Uint8Array> {
  const pieces = new Pieces();
  for await (const piece of body.read({ maximumBytes })) {
    deadline.check();
    reserve(piece.byteLength);
    pieces.add(piece);
  }
  return pieces.join();
}

/**
 * Copies pieces into blocks of memory: the memory of a piece may be reused for the next one, and a piece of one byte would
 * take some hundred bytes. Most bodies are one piece, which is not copied.
 */
class Pieces {
  readonly #blocks: Uint8Array[] = [];
  #room: Uint8Array = new Uint8Array();

  add(piece: Uint8Array): void {
    if (this.#blocks.length === 0) {
      this.#blocks.push(piece);
      return;
    }
    if (piece.byteLength > this.#room.byteLength) this.#addBlock(piece.byteLength);
    this.#room.set(piece);
    this.#room = this.#room.subarray(piece.byteLength);
  }

  /** All pieces as one. */
  join(): Uint8Array {
    this.#closeBlock();
    const [first] = this.#blocks;
    return this.#blocks.length === 1 && first !== undefined ? first : Buffer.concat(this.#blocks);
  }

  #addBlock(leastBytes: number): void {
    this.#closeBlock();
    this.#room = Buffer.allocUnsafeSlow(Math.max(blockBytes, leastBytes));
    this.#blocks.push(this.#room);
  }

  /** Removes the free room from the end of the last block. */
  #closeBlock(): void {
    const last = this.#blocks.at(-1);
    if (last === undefined || this.#room.byteLength === 0) return;
    this.#blocks[this.#blocks.length - 1] = last.subarray(0, last.byteLength - this.#room.byteLength);
    this.#room = new Uint8Array();
  }
}

/** Ends the wait for a body, also if no more bytes arrive. */
class Deadline {
  readonly passed: Promise<never>;
  readonly #timer: NodeJS.Timeout;
  #error: HttpError | undefined;

  constructor(seconds: number) {
    let fail: (error: HttpError) => void = () => {};
    this.passed = new Promise((_, reject) => {
      fail = reject;
    });
    this.#timer = setTimeout(() => {
      this.#error = new HttpError(408, 'UNSUPPORTED', `the body took longer than ${seconds} seconds`, {
        headers: { Connection: 'close' },
      });
      fail(this.#error);
    }, seconds * 1000).unref();
  }

  /** @throws HttpError 408 after the deadline */
  check(): void {
    if (this.#error !== undefined) throw this.#error;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
