/** A body has so many small chunks that parsing them costs far more than their content. */
export class TooManyChunksError extends Error {
  override readonly name = 'TooManyChunksError';
  readonly code = 'ERR_TOO_MANY_CHUNKS';

  constructor() {
    super('the body comes in too many chunks for its size');
  }
}
