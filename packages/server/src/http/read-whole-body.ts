import { RegistryError } from '@lading/core';
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
 * @throws RegistryError `SIZE_INVALID`: 413 above the maximum, 400 if the client broke off
 * @throws RegistryError `UNSUPPORTED` with status 408 if the body takes too long
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

/** Copies small pieces together: a piece of one byte takes some hundred bytes of memory. */
async function readAll(
  body: RequestBody,
  { maximumBytes, reserve }: ReadWholeBodyOptions,
  deadline: Deadline,
): Promise<Uint8Array> {
  let room: Uint8Array = new Uint8Array();
  let length = 0;
  for await (const piece of body.read({ maximumBytes })) {
    deadline.check();
    reserve(piece.byteLength);
    if (length === 0) room = piece;
    else {
      if (length + piece.byteLength > room.byteLength) room = enlarge(room, length, length + piece.byteLength);
      room.set(piece, length);
    }
    length += piece.byteLength;
  }
  return length === room.byteLength ? room : room.slice(0, length);
}

function enlarge(room: Uint8Array, length: number, leastBytes: number): Uint8Array {
  const larger = Buffer.allocUnsafeSlow(Math.max(2 * room.byteLength, leastBytes));
  larger.set(room.subarray(0, length));
  return larger;
}

/** Ends the wait for a body, also if no more bytes arrive. */
class Deadline {
  readonly passed: Promise<never>;
  readonly #timer: NodeJS.Timeout;
  #error: RegistryError | undefined;

  constructor(seconds: number) {
    let fail: (error: RegistryError) => void = () => {};
    this.passed = new Promise((_, reject) => {
      fail = reject;
    });
    this.#timer = setTimeout(() => {
      this.#error = new RegistryError('UNSUPPORTED', `the body took longer than ${seconds} seconds`, {
        status: 408,
        headers: { Connection: 'close' },
      });
      fail(this.#error);
    }, seconds * 1000).unref();
  }

  /** @throws RegistryError after the deadline */
  check(): void {
    if (this.#error !== undefined) throw this.#error;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
