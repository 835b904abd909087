import { lengthOf, parseContentRange, RegistryError } from '@lading/core';
import type { MinimumRate } from '../http/minimum-rate.js';
import type { RequestBody } from '../http/request-body.js';

/** A body to append to an upload, and the offset at which the client expects the end of the upload. */
export interface UploadChunk {
  readonly body: RequestBody;
  /** The values of `?offset=` from the `Location` of the last answer. None if the client dropped the query. */
  readonly offsets: readonly string[];
  /** `Content-Range`, if the client gave it (CHNK-08). */
  readonly contentRange: string | undefined;
}

/** How many bytes a chunk says to have; `undefined` for a streamed one. */
export function announcedLength({ body, contentRange }: UploadChunk): number | undefined {
  return contentRange === undefined ? body.contentLength : lengthOf(parseContentRange(contentRange));
}

/**
 * Checks the offset and the length that a chunk announces, before its body is read.
 * @throws RegistryError `BLOB_UPLOAD_INVALID`: 400 if the range is malformed, 416 if the URL or the range does not name
 * the end of the upload (CHNK-13)
 * @throws RegistryError `SIZE_INVALID` if the range and the length differ
 */
export function checkChunk({ body, offsets, contentRange }: UploadChunk, size: number): void {
  for (const offset of offsets) if (offset !== `${size}`) throw outOfOrder(size, offset);
  if (contentRange === undefined) return;
  const range = parseContentRange(contentRange);
  if (range.first !== size) throw outOfOrder(size, range.first);
  const { contentLength = body.isPresent ? undefined : 0 } = body;
  if (contentLength !== undefined && contentLength !== lengthOf(range))
    throw new RegistryError('SIZE_INVALID', 'Content-Length and Content-Range differ', {
      detail: { contentLength, contentRange },
    });
}

export interface ReadChunkOptions {
  readonly maximumBytes: number;
  readonly minimumRate: MinimumRate;
  /** Whether the bytes that arrived count if a streamed chunk breaks off. */
  readonly mayBreakOff: boolean;
}

/**
 * Reads the bytes of a chunk, as many as it announced.
 * @throws RegistryError `SIZE_INVALID`, or `UNSUPPORTED` with status 408 if they arrive too slowly
 */
export async function* readChunk(chunk: UploadChunk, options: ReadChunkOptions): AsyncGenerator<Uint8Array> {
  const { maximumBytes, minimumRate, mayBreakOff } = options;
  const announced = announcedLength(chunk);
  const keepPartial = mayBreakOff && announced === undefined;
  let received = 0;
  for await (const bytes of chunk.body.read({ maximumBytes, keepPartial, minimumRate })) {
    received += bytes.byteLength;
    if (announced !== undefined && received > announced) throw otherLength(announced);
    yield bytes;
  }
  if (announced !== undefined && received !== announced) throw otherLength(announced);
}

/** An HTTP library that lost the answer may send a chunk again although all or a part of it is stored already. */
function outOfOrder(expected: number, given: number | string): RegistryError {
  return new RegistryError('BLOB_UPLOAD_INVALID', 'the chunk does not begin where the upload ends', {
    status: 416,
    detail: { expected, given },
  });
}

function otherLength(announced: number): RegistryError {
  return new RegistryError('SIZE_INVALID', `the body does not have the ${announced} bytes that were announced`);
}
