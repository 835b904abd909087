import { errors } from './s3-error.js';

/** Removes the `aws-chunked` frames from a body whose trailer has a checksum, and adds the fields of the trailer to `trailer`. */
export async function* decodeChunked(
  body: AsyncIterable<Uint8Array>,
  trailer: Map<string, string>,
): AsyncGenerator<Uint8Array> {
  const reader = new LineReader(body);
  while (true) {
    const size = Number.parseInt(await reader.line(), 16);
    if (Number.isNaN(size)) throw errors.incompleteBody();
    if (size === 0) break;
    yield* reader.bytes(size);
    if ((await reader.line()) !== '') throw errors.incompleteBody();
  }
  for (let line = await reader.line(); line !== ''; line = await reader.line()) {
    const [name = '', value = ''] = line.split(/:(.*)/);
    trailer.set(name.toLowerCase(), value.trim());
  }
}

class LineReader {
  #rest = Buffer.alloc(0);
  readonly #chunks: AsyncIterator<Uint8Array>;

  constructor(body: AsyncIterable<Uint8Array>) {
    this.#chunks = body[Symbol.asyncIterator]();
  }

  async line(): Promise<string> {
    let end = this.#rest.indexOf('\r\n');
    for (; end < 0; end = this.#rest.indexOf('\r\n')) await this.#more();
    const line = this.#rest.toString('latin1', 0, end);
    this.#rest = this.#rest.subarray(end + 2);
    return line;
  }

  async *bytes(size: number): AsyncGenerator<Uint8Array> {
    for (let missing = size; missing > 0; ) {
      if (this.#rest.byteLength === 0) await this.#more();
      const taken = this.#rest.subarray(0, missing);
      this.#rest = this.#rest.subarray(taken.byteLength);
      missing -= taken.byteLength;
      yield taken;
    }
  }

  async #more(): Promise<void> {
    const { done, value } = await this.#chunks.next();
    if (done) throw errors.incompleteBody();
    this.#rest = this.#rest.byteLength === 0 ? Buffer.from(value) : Buffer.concat([this.#rest, value]);
  }
}
