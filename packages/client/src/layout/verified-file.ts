import type { Descriptor } from '@lading/core';
import type { RepeatableSource } from '../blob/blob-source.js';
import { fileContent } from '../blob/file-content.js';
import { verifiedChunks } from '../blob/verified-chunks.js';
import { contentOf, piecesOf } from '../http/content.js';

/** A file as the content of a descriptor: read from its beginning it is verified, from a later byte on it is not. */
export function verifiedFile(path: string, { digest, size }: Descriptor): RepeatableSource {
  return {
    size,
    isVerified: true,
    open: (offset) =>
      contentOf((isLent) => {
        const file = piecesOf(fileContent(path, offset), isLent);
        return offset === 0 ? verifiedChunks(file, { digest, size }) : file;
      }),
  };
}
