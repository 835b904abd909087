/** A body whose chunks are so small that they cost far more than what they carry. */
export class TooManyChunksError extends Error {
  override readonly name = 'TooManyChunksError';
  readonly code = 'ERR_TOO_MANY_CHUNKS';

  constructor() {
    super('the body comes in too many chunks for its size');
  }
}
