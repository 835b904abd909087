import { createReadStream } from 'node:fs';
import type { Descriptor } from '@lading/core';
import type { RepeatableSource } from '../blob/blob-source.js';
import { verifiedChunks } from '../blob/verified-chunks.js';

const pieceBytes = 1024 * 1024;

/** A file as the content of a descriptor: read from its beginning it is verified, from a later byte on it is not. */
export function verifiedFile(path: string, { digest, size }: Descriptor): RepeatableSource {
  return {
    size,
    isVerified: true,
    open: (offset) => {
      const file = createReadStream(path, { start: offset, highWaterMark: pieceBytes });
      return offset === 0 ? verifiedChunks(file, { digest, size }) : file;
    },
  };
}
