import { formatUploadRange, type UploadSession } from '@lading/core';
import type { OciHeaders } from '../http/oci-response.js';
import type { RegistryLinks } from '../http/registry-links.js';

/** The header fields that a client needs to continue an upload (CHNK-09, LEG-03). */
export function uploadHeaders(
  links: RegistryLinks,
  { repository, id }: UploadSession,
  size: number,
): Record<string, string> {
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
