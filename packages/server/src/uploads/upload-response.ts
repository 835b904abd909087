import { formatUploadRange, RegistryError, type UploadSession } from '@lading/core';
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

/** Adds the state of the upload to a refusal: clients resume where `Location` and `Range` say. */
export function resumable(error: RegistryError, headers: Readonly<Record<string, string>>): RegistryError {
  const [, ...further] = error.entries;
  const detail = error.entries[0]?.detail;
  return new RegistryError(error.code, error.message, {
    status: error.status,
    headers: { ...headers, ...error.headers },
    further,
    cause: error.cause,
    ...(detail === undefined ? {} : { detail }),
  });
}
