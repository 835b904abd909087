import type { Descriptor } from '@lading/core';
import type { RepeatableSource } from '../blob/blob-source.js';
import { fileContent } from '../blob/file-content.js';
import { verifiedChunks } from '../blob/verified-chunks.js';
import type { ReadImageBlobOptions } from '../copy/image-location.js';
import { contentOf, piecesOf } from '../http/content.js';

/** A file as the content of a descriptor: read from its beginning it is verified if wanted, from a later byte on it is not. */
export function blobFile(
  path: string,
  { digest, size }: Descriptor,
  { verify = true }: ReadImageBlobOptions,
): RepeatableSource {
  return {
    size,
    isVerified: verify,
    open: (offset) =>
      contentOf((isLent) => {
        const file = piecesOf(fileContent(path, offset), isLent);
        return verify && offset === 0 ? verifiedChunks(file, { digest, size }) : file;
      }),
  };
}
