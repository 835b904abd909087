import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { crc32 } from 'node:zlib';
import { decodeChunked } from './aws-chunked.js';
import { errors, S3Error } from './s3-error.js';

/** The received body of an object or a part. */
export interface Payload {
  readonly path: string;
  readonly size: number;
  readonly etag: string;
  /** The checksum that was sent and checked. */
  readonly crc32: string | undefined;
}

/** Writes a body to a file, and checks its length and the checksums in the request. */
export async function receivePayload(request: IncomingMessage, path: string): Promise<Payload> {
  const trailer = new Map<string, string>();
  const [sha256, md5] = [createHash('sha256'), createHash('md5')];
  let [size, sum] = [0, 0];
  const file = await open(path, 'w');
  try {
    for await (const chunk of contentOf(request, trailer)) {
      sha256.update(chunk);
      md5.update(chunk);
      sum = crc32(chunk, sum);
      size += chunk.byteLength;
      await file.write(chunk);
    }
  } finally {
    await file.close();
  }
  const hex = md5.digest('hex');
  checkHash(request, sha256.digest('hex'));
  if (size !== lengthOf(request)) throw errors.incompleteBody();
  return { path, size, etag: `"${hex}"`, crc32: checkSum(request, trailer, sum) };
}

function contentOf(request: IncomingMessage, trailer: Map<string, string>): AsyncIterable<Uint8Array> {
  const mode = String(request.headers['x-amz-content-sha256']);
  if (mode === 'STREAMING-UNSIGNED-PAYLOAD-TRAILER') return decodeChunked(request, trailer);
  if (mode.startsWith('STREAMING-')) throw new S3Error(501, 'NotImplemented');
  return request;
}

function lengthOf({ headers }: IncomingMessage): number {
  return Number(headers['x-amz-decoded-content-length'] ?? headers['content-length'] ?? 0);
}

function checkHash({ headers }: IncomingMessage, actual: string): void {
  const stated = String(headers['x-amz-content-sha256']);
  if (/^[0-9a-f]{64}$/.test(stated) && stated !== actual) throw new S3Error(400, 'XAmzContentSHA256Mismatch');
}

function checkSum({ headers }: IncomingMessage, trailer: Map<string, string>, sum: number): string | undefined {
  const name = 'x-amz-checksum-crc32';
  const stated = trailer.get(name) ?? headers[name];
  if (headers['x-amz-trailer'] === name && stated === undefined) throw errors.invalidRequest('the trailer is missing');
  if (stated === undefined) return undefined;
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(sum);
  if (stated !== bytes.toString('base64')) throw errors.badDigest();
  return stated;
}
