import { type Content, contentOf, piecesOf } from './content.js';
import type { StallClock } from './stall-clock.js';

/** What a request carries. */
export interface RequestBody {
  /** In bytes; undefined where it is not known, which sends it in chunked transfer coding. */
  readonly size: number | undefined;
  /** Whether it can be opened again, so that the request can be sent again. */
  readonly isRepeatable: boolean;
  open(): Content;
}

/** A body of bytes that are all there. */
export function bodyOf(bytes: Uint8Array): RequestBody {
  return {
    size: bytes.byteLength,
    isRepeatable: true,
    open: async function* () {
      if (bytes.byteLength > 0) yield bytes;
    },
  };
}

/** A body on its way, as fetch takes it, with what became of its source. */
export interface OutgoingBody {
  readonly content: Content;
  /** What the source failed with; then it was not the connection that failed. */
  readonly failure: { readonly error: unknown } | undefined;
  /** Lets go of the source, where the answer came before the end. */
  stop(): void;
}

/** Opens a body for one attempt. The time that its source takes does not count against the other side. */
export function openBody(body: RequestBody, clock: StallClock): OutgoingBody {
  let failure: { readonly error: unknown } | undefined;
  let iterator: AsyncIterator<Uint8Array> | undefined;
  let isOver = false;
  const stop = () => {
    if (isOver) return;
    isOver = true;
    // A source that is stuck ends when it likes: nobody waits for it.
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

/** A stream of bytes takes no empty piece. */
async function nextPiece(iterator: AsyncIterator<Uint8Array>): Promise<Uint8Array | undefined> {
  for (;;) {
    const { done, value } = await iterator.next();
    if (done === true) return undefined;
    if (value.byteLength > 0) return value;
  }
}
