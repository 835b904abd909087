/** Bytes in pieces. They are read once, in one of two ways. */
export interface Content extends AsyncIterable<Uint8Array> {
  /**
   * The same pieces for a reader that is done with each when it asks for the next: their memory may be used again then,
   * which is worth a good part of the time that large contents take. Absent where nothing is gained by it.
   */
  lent?(): AsyncIterable<Uint8Array>;
}

/** Content whose pieces are lent to whoever can do with that. */
export function contentOf(read: (isLent: boolean) => AsyncIterable<Uint8Array>): Content {
  return { [Symbol.asyncIterator]: () => read(false)[Symbol.asyncIterator](), lent: () => read(true) };
}

/** For a reader that is done with a piece when it asks for the next. */
export function lentPieces(content: Content): AsyncIterable<Uint8Array> {
  return content.lent?.() ?? content;
}

/** The pieces, lent or not. */
export function piecesOf(content: Content, isLent: boolean): AsyncIterable<Uint8Array> {
  return isLent ? lentPieces(content) : content;
}
