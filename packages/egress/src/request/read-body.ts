import { Buffer } from 'node:buffer';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { EgressError } from '../egress-error.js';

/** @throws EgressError `TOO_LARGE` */
export async function readBody(body: AsyncIterable<Uint8Array>, maximumBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maximumBytes) throw tooLarge(maximumBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const decoders: ReadonlyMap<string, (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>> = new Map(
  [
    ['gzip', promisify(gunzip)],
    ['x-gzip', promisify(gunzip)],
    ['deflate', promisify(inflate)],
    ['br', promisify(brotliDecompress)],
  ],
);

/**
 * Decodes a body. Some servers compress although the request asks them not to.
 * @param encoding the value of `Content-Encoding`, in lower case
 * @throws EgressError `TOO_LARGE` before more than `maximumBytes` are decoded, `BAD_ANSWER` if it cannot be decoded
 */
export async function decodeBody(bytes: Buffer, encoding: string, maximumBytes: number): Promise<Buffer> {
  if (encoding === '' || encoding === 'identity') return bytes;
  const decode = decoders.get(encoding);
  if (decode === undefined) throw new EgressError('BAD_ANSWER', 'the answer has an unknown encoding');
  try {
    return await decode(bytes, { maxOutputLength: maximumBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maximumBytes);
    throw new EgressError('BAD_ANSWER', 'the encoding of the answer is damaged');
  }
}

function tooLarge(maximumBytes: number): EgressError {
  return new EgressError('TOO_LARGE', `the answer has more than ${maximumBytes} bytes`);
}
