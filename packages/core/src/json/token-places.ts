/** The positions of tokens, in typed arrays that grow: a manifest may have millions of tokens. */
export class TokenPlaces {
  starts: Int32Array = new Int32Array(256);
  ends: Int32Array = new Int32Array(256);
  count = 0;

  /** @returns the index of the token */
  add(start: number, end: number): number {
    const token = this.count;
    if (token === this.starts.length) this.#grow();
    this.starts[token] = start;
    this.ends[token] = end;
    this.count += 1;
    return token;
  }

  #grow(): void {
    this.starts = doubled(this.starts);
    this.ends = doubled(this.ends);
  }
}

function doubled(places: Int32Array): Int32Array {
  const grown = new Int32Array(places.length * 2);
  grown.set(places);
  return grown;
}
