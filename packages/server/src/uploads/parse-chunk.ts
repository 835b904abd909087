import { type ByteRange, lengthOf, parseContentRange, RegistryError } from '@lading/core';
import type { UploadChunk } from '@lading/engine';
import type { MinimumRate } from '../http/body/minimum-rate.js';
import type { RequestBody } from '../http/body/request-body.js';

/** What a request says of a chunk. */
export interface ChunkRequest {
  readonly body: RequestBody;
  /** The values of `?offset=` from the `Location` of the last answer. None if the client dropped the query. */
  readonly offsets: readonly string[];
  /** `Content-Range`, if the client gave it (CHNK-08). */
  readonly contentRange: string | undefined;
  readonly minimumRate: MinimumRate;
  /** Whether the bytes that arrived count if a streamed chunk breaks off. */
  readonly mayBreakOff: boolean;
}

/**
 * Reads what a request says of a chunk. Its body is read later.
 * @throws RegistryError `BLOB_UPLOAD_INVALID` if the range is malformed, `SIZE_INVALID` if the range and the length differ
 */
export function parseChunk({ body, offsets, contentRange, minimumRate, mayBreakOff }: ChunkRequest): UploadChunk {
  const range = contentRange === undefined ? undefined : parseContentRange(contentRange);
  const length = range === undefined ? body.contentLength : lengthOf(range);
  requireSameLength(body, range, contentRange);
  const keepPartial = mayBreakOff && length === undefined;
  return {
    expectedOffset: expectedOffsetOf(offsets, range?.first),
    length,
    bytes: body.isPresent ? body.read({ keepPartial, minimumRate }) : undefined,
  };
}

/**
 * The offset that a request gives instead of the size of the upload: that of its URL, or else that of its range. It is
 * `undefined` for a chunk at the right place.
 */
export function otherOffsetOf({ offsets, contentRange }: ChunkRequest, size: number): string | number | undefined {
  const ofUrl = offsets.find((offset) => offset !== `${size}`);
  if (ofUrl !== undefined) return ofUrl;
  const first = firstOf(contentRange);
  return first === size ? undefined : first;
}

function firstOf(contentRange: string | undefined): number | undefined {
  try {
    return contentRange === undefined ? undefined : parseContentRange(contentRange).first;
  } catch {
    return undefined;
  }
}

function requireSameLength(body: RequestBody, range: ByteRange | undefined, contentRange: string | undefined): void {
  const contentLength = body.contentLength ?? (body.isPresent ? undefined : 0);
  if (range === undefined || contentLength === undefined || contentLength === lengthOf(range)) return;
  throw new RegistryError('SIZE_INVALID', 'Content-Length and Content-Range differ', {
    detail: { contentLength, contentRange },
  });
}

/** The offset that the URL and the range agree on. It is `NaN`, where no upload ends, if they do not. */
function expectedOffsetOf(offsets: readonly string[], first: number | undefined): number | undefined {
  const expected = new Set(offsets.map(parseOffset));
  if (first !== undefined) expected.add(first);
  if (expected.size > 1) return Number.NaN;
  const [offset] = expected;
  return offset;
}

/** `NaN` for a text that this registry did not write. */
function parseOffset(text: string): number {
  return /^(?:0|[1-9]\d*)$/.test(text) ? Number(text) : Number.NaN;
}
