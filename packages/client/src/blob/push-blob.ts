import {
  algorithmOf,
  type Descriptor,
  type Digest,
  type DigestAlgorithm,
  mediaTypes,
  parseRepositoryName,
  parseVerifiableDigest,
} from '@lading/core';
import { asRepeatable, type BlobSource } from '../content/blob-source.js';
import type { RepositoryEndpoint } from '../transport/repository-endpoint.js';
import type { Upload } from '../upload/upload.js';
import type { MountOutcome, Uploads } from '../upload/uploads.js';
import { orCancel } from './or-cancel.js';
import type { PushBlobOptions } from './push-options.js';
import { sendRepeatable } from './send-repeatable.js';
import { sendStream } from './send-stream.js';
import { sourceDigest } from './source-digest.js';
import { statBlob } from './stat-blob.js';

/** Where blobs are pushed to. */
export interface PushTarget {
  readonly endpoint: RepositoryEndpoint;
  readonly uploads: Uploads;
}

/** Pushes a blob by the shortest way: the repository has it, mounts it, or receives its bytes. */
export async function pushBlob(target: PushTarget, source: BlobSource, options: PushBlobOptions): Promise<Descriptor> {
  const { signal, mediaType = mediaTypes.octetStream } = options;
  const repeatable = asRepeatable(source);
  const digest = repeatable === undefined ? givenDigest(options) : await sourceDigest(repeatable, options);
  if (digest !== undefined && options.checkFirst !== false) {
    const present = await statBlob(target.endpoint, digest, signal);
    if (present !== undefined) return { ...present, mediaType };
  }
  const resumed = options.resume === undefined ? undefined : await target.uploads.resume(options.resume, { signal });
  const mounted: MountOutcome =
    resumed === undefined ? await mount(target.uploads, digest, options) : { isMounted: false };
  if (mounted.isMounted && digest !== undefined) {
    const size = repeatable?.size ?? (await statBlob(target.endpoint, digest, signal))?.size;
    if (size !== undefined) return { mediaType, digest, size };
  }
  const upload = resumed ?? mounted.upload ?? (await start(target.uploads, digest, options));
  await options.onUpload?.(upload.handle);
  if (repeatable !== undefined && digest !== undefined) {
    await sendRepeatable({ ...target, source: repeatable, digest, options }, upload);
    return { mediaType, digest, size: repeatable.size };
  }
  const content = source as AsyncIterable<Uint8Array>;
  const send = () => sendStream(upload, content, digest, options, target.uploads.retry);
  return { mediaType, ...(await orCancel(() => upload, options, send)) };
}

function givenDigest({ digest }: PushBlobOptions): Digest | undefined {
  return digest === undefined ? undefined : parseVerifiableDigest(digest);
}

async function mount(
  uploads: Uploads,
  digest: Digest | undefined,
  { mountFrom, signal }: PushBlobOptions,
): Promise<MountOutcome> {
  if (mountFrom === undefined || digest === undefined) return { isMounted: false };
  return uploads.mount(digest, parseRepositoryName(mountFrom), signal);
}

function start(uploads: Uploads, digest: Digest | undefined, { algorithm, signal }: PushBlobOptions): Promise<Upload> {
  const named = digest === undefined ? algorithm : (algorithmOf(digest) as DigestAlgorithm);
  return uploads.start({ algorithm: named, signal });
}
