/** Bytes in pieces. They can be read once, in one of two ways. */
export interface Content extends AsyncIterable<Uint8Array> {
  /**
   * The same pieces, lent: the memory of a piece may be used again when the reader asks for the next piece. This makes large
   * content faster. Absent if it has no advantage.
   */
  lent?(): AsyncIterable<Uint8Array>;
}

/** Content that can lend its pieces. */
export function contentOf(read: (isLent: boolean) => AsyncIterable<Uint8Array>): Content {
  return { [Symbol.asyncIterator]: () => read(false)[Symbol.asyncIterator](), lent: () => read(true) };
}

/** The pieces, lent if the content can lend them. */
export function lentPieces(content: Content): AsyncIterable<Uint8Array> {
  return content.lent?.() ?? content;
}

/** The pieces, lent or not. */
export function piecesOf(content: Content, isLent: boolean): AsyncIterable<Uint8Array> {
  return isLent ? lentPieces(content) : content;
}
