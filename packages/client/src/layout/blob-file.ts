import type { Descriptor } from '@lading/core';
import type { RepeatableSource } from '../content/blob-source.js';
import { contentOf, piecesOf } from '../content/content.js';
import { fileContent } from '../content/file-content.js';
import { verifiedChunks } from '../content/verified-chunks.js';
import type { ReadImageBlobOptions } from '../copy/image-location.js';

/** A file as the content of a descriptor. Reading from the first byte verifies it, if `verify` is set. */
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
