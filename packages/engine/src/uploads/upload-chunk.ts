import { type BlobStore, RegistryError, type UploadState } from '@lading/core';

/** Bytes to append to an upload. */
export interface UploadChunk {
  /** Absent if there is nothing to append. */
  readonly bytes?: AsyncIterable<Uint8Array> | undefined;
  /** Adds the bytes to an empty upload without a copy; `undefined` if the blob store cannot do that. */
  readonly link?: ((store: BlobStore, upload: UploadState) => Promise<UploadState | undefined>) | undefined;
  /** The offset at which the chunk begins (CHNK-13); the end of the upload if absent. */
  readonly expectedOffset?: number | undefined;
  /** The number of bytes; unknown if absent. */
  readonly length?: number | undefined;
  /**
   * Called before the repository gets the blob, if the chunk closes an upload. The client may have lost its right while the bytes
   * arrived. If it rejects, the request fails with this error.
   */
  readonly permit?: (() => Promise<void>) | undefined;
}

/** The chunk that closes an upload which has all its bytes. */
export const noChunk: UploadChunk = {};

/** Whether a chunk does not begin at the end of an upload of this size, for example because it is sent again. */
export function isOutOfOrder({ expectedOffset }: UploadChunk, size: number): boolean {
  return expectedOffset !== undefined && expectedOffset !== size;
}

/**
 * Yields the bytes of a chunk, and checks that they have the announced length.
 * @throws RegistryError `SIZE_INVALID`, with the reason `too-large` above `maximumBytes`; or the error of the source
 */
export async function* readChunk(
  bytes: AsyncIterable<Uint8Array>,
  length: number | undefined,
  maximumBytes: number,
): AsyncGenerator<Uint8Array> {
  if (length !== undefined) requireRoom(length, maximumBytes);
  let received = 0;
  for await (const piece of bytes) {
    received += piece.byteLength;
    requireRoom(received, maximumBytes);
    if (length !== undefined && received > length) throw otherLength(length);
    yield piece;
  }
  if (length !== undefined && received !== length) throw otherLength(length);
}

/** @throws RegistryError `SIZE_INVALID` with the reason `too-large` */
export function requireRoom(length: number, maximumBytes: number): void {
  if (length > maximumBytes)
    throw new RegistryError('SIZE_INVALID', `the content is longer than ${maximumBytes} bytes`, {
      reason: 'too-large',
      detail: { maximumBytes },
    });
}

function otherLength(announced: number): RegistryError {
  return new RegistryError('SIZE_INVALID', `the body does not have the ${announced} bytes that were announced`);
}
