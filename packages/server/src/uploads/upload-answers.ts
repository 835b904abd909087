import { formatUploadRange, RegistryError } from '@lading/core';
import type { OpenUpload, UnfinishedUpload, UploadName } from '@lading/engine';
import type { RegistryLinks } from '../adapter/registry-links.js';
import type { HttpError } from '../http/error/http-error.js';
import { withHeaders } from '../http/error/with-headers.js';
import type { OciHeaders } from '../http/response/oci-response.js';
import { type ChunkRequest, otherOffsetOf } from './parse-chunk.js';

/** The header fields that a client needs to continue an upload (CHNK-09, LEG-03). */
export function uploadHeaders(links: RegistryLinks, { repository, id, size }: OpenUpload): Record<string, string> {
  return {
    Location: links.upload(repository, id, size),
    Range: formatUploadRange(size),
    'Docker-Upload-UUID': id,
  } satisfies OciHeaders;
}

/** The preferred chunk size. Smaller chunks are accepted too: clients SHOULD respect it, and some never ask (CHNK-04). */
export function minimumChunkHeaders(bytes: number | undefined): OciHeaders {
  return bytes === undefined ? {} : { 'OCI-Chunk-Min-Length': bytes };
}

/** The refusal of a chunk. It tells the client the state of the upload, where it continues. */
export function unfinishedUpload(
  links: RegistryLinks,
  { repository, id }: UploadName,
  unfinished: UnfinishedUpload,
  request: ChunkRequest,
): HttpError {
  return withHeaders(errorOf(unfinished, request), uploadHeaders(links, { repository, id, size: unfinished.size }));
}

function errorOf(unfinished: UnfinishedUpload, request: ChunkRequest): RegistryError {
  if (unfinished.outcome === 'refused') return unfinished.error;
  if (unfinished.outcome === 'busy')
    return new RegistryError('BLOB_UPLOAD_INVALID', 'another request is writing to this upload', { reason: 'busy' });
  const { size } = unfinished;
  // An HTTP library that lost the answer may send a chunk again although all or a part of it is stored already.
  return new RegistryError('BLOB_UPLOAD_INVALID', 'the chunk does not begin where the upload ends', {
    reason: 'out-of-order',
    detail: { expected: size, given: otherOffsetOf(request, size) },
  });
}
