import { hasMethod, wrongContent } from '../call/wrong-content.js';
import { type Content, contentOf, piecesOf } from '../content/content.js';
import type { StallClock } from './stall-clock.js';

/** The body of a request. */
export interface RequestBody {
  /** In bytes. If undefined, the body is sent in chunked transfer coding. */
  readonly size: number | undefined;
  /** Whether it can be opened again, so that the request can be sent again. */
  readonly isRepeatable: boolean;
  open(): Content;
}

/** A body of bytes in memory. */
export function bodyOf(bytes: Uint8Array): RequestBody {
  return {
    size: bytes.byteLength,
    isRepeatable: true,
    open: async function* () {
      if (bytes.byteLength > 0) yield bytes;
    },
  };
}

/** @throws TypeError if this value is not the body of a request */
export function checkBody(call: string, body: Uint8Array | RequestBody): void {
  if (body instanceof Uint8Array || hasMethod(body, 'open')) return;
  throw wrongContent(call, 'a Uint8Array or a RequestBody', body);
}

/** A body that is being sent. */
export interface OutgoingBody {
  readonly content: Content;
  /** The error of the source. If there is one, the connection did not fail. */
  readonly failure: { readonly error: unknown } | undefined;
  /** Closes the source. The response may arrive before the end of the body. */
  stop(): void;
}

/** Opens a body for one attempt. The clock does not run while its source is read. */
export function openBody(body: RequestBody, clock: StallClock): OutgoingBody {
  let failure: { readonly error: unknown } | undefined;
  let iterator: AsyncIterator<Uint8Array> | undefined;
  let isOver = false;
  const stop = () => {
    if (isOver) return;
    isOver = true;
    // Nothing waits for a source that hangs.
    Promise.resolve(iterator?.return?.()).catch(() => undefined);
  };
  const next = async (isLent: boolean): Promise<IteratorResult<Uint8Array, undefined>> => {
    if (isOver) return ended;
    clock.pause();
    try {
      iterator ??= piecesOf(body.open(), isLent)[Symbol.asyncIterator]();
      const piece = await nextPiece(iterator);
      clock.touch();
      if (piece !== undefined) return { done: false, value: piece };
      isOver = true;
      return ended;
    } catch (error) {
      isOver = true;
      failure = { error };
      throw error;
    }
  };
  const end = async () => {
    stop();
    return ended;
  };
  return {
    content: contentOf((isLent) => ({ [Symbol.asyncIterator]: () => ({ next: () => next(isLent), return: end }) })),
    get failure() {
      return failure;
    },
    stop,
  };
}

const ended = { done: true, value: undefined } as const;

/** Skips empty pieces, which a stream of bytes refuses. */
async function nextPiece(iterator: AsyncIterator<Uint8Array>): Promise<Uint8Array | undefined> {
  for (;;) {
    const { done, value } = await iterator.next();
    if (done === true) return undefined;
    if (value.byteLength > 0) return value;
  }
}
