import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { type ByteRange, lengthOf } from '@lading/core';

export interface MultipartBody {
  readonly contentType: string;
  readonly contentLength: number;
  readonly body: Readable;
}

export interface MultipartRequest {
  readonly ranges: readonly ByteRange[];
  readonly size: number;
  readonly contentType: string;
  /** Opens the bytes of one part; the parts are asked for one after another. */
  readonly read: (range: ByteRange) => Promise<Readable>;
}

/**
 * The `multipart/byteranges` of several ranges (RFC 9110 §14.6): as many parts as were asked for, in that order, and a
 * length that is known before the first byte. Clients that pull parts of layers need just that.
 */
export function multipartByteranges(request: MultipartRequest): MultipartBody {
  const boundary = randomBytes(18).toString('hex');
  const heads = request.ranges.map((range, index) => headOf(range, index === 0, boundary, request));
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  const contentLength =
    heads.reduce((sum, head) => sum + head.byteLength, tail.byteLength) +
    request.ranges.reduce((sum, range) => sum + lengthOf(range), 0);
  return {
    contentType: `multipart/byteranges; boundary=${boundary}`,
    contentLength,
    body: Readable.from(parts(request, heads, tail), { objectMode: false }),
  };
}

function headOf(range: ByteRange, isFirst: boolean, boundary: string, { contentType, size }: MultipartRequest): Buffer {
  const lines = [
    `--${boundary}`,
    `Content-Type: ${contentType}`,
    `Content-Range: bytes ${range.first}-${range.last}/${size}`,
  ];
  return Buffer.from(`${isFirst ? '' : '\r\n'}${lines.join('\r\n')}\r\n\r\n`);
}

async function* parts(
  { ranges, read }: MultipartRequest,
  heads: readonly Buffer[],
  tail: Buffer,
): AsyncGenerator<Uint8Array> {
  for (const [index, range] of ranges.entries()) {
    yield heads[index] ?? Buffer.alloc(0);
    yield* await read(range);
  }
  yield tail;
}
