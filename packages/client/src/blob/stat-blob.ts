import { type Descriptor, type Digest, mediaTypes } from '@lading/core';
import { checkDigestField } from '../http/content-digest.js';
import type { RepositoryEndpoint } from '../transport/repository-endpoint.js';
import { sizeByRange } from './size-by-range.js';

/**
 * Asks for the size of a blob (HEAD-01 to HEAD-04), with a request for one byte where HEAD tells none.
 * @returns undefined if the repository does not have the blob
 */
export async function statBlob(
  endpoint: RepositoryEndpoint,
  digest: Digest,
  signal: AbortSignal | undefined,
): Promise<Descriptor | undefined> {
  const path = `blobs/${digest}`;
  const answer = await endpoint.pull(path, { method: 'HEAD', accept: [200, 400, 403, 404, 405], signal });
  await answer.discard();
  checkDigestField(answer, digest);
  if (answer.status === 404) return undefined;
  const known = answer.status === 200 ? answer.contentLength : undefined;
  const get = (headers: Readonly<Record<string, string>>) =>
    endpoint.pull(path, { method: 'GET', headers, accept: [200, 206, 404, 416], signal });
  const size = known ?? (await sizeByRange(answer, get));
  return size === undefined ? undefined : { mediaType: mediaTypes.octetStream, digest, size };
}
