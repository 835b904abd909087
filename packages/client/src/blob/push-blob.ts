import {
  algorithmOf,
  createDigester,
  type Descriptor,
  type Digest,
  type DigestAlgorithm,
  mediaTypes,
  type OptionRules,
  parseRepositoryName,
  parseVerifiableDigest,
} from '@lading/core';
import { type CallOptions, callRules } from '../call/call-options.js';
import { isResponseError } from '../error/response-error.js';
import { isTemporaryFailure, isTemporaryStatus } from '../http/retry.js';
import type { Upload, UploadHandle } from '../upload/upload.js';
import type { MountOutcome, Uploads } from '../upload/uploads.js';
import { asRepeatable, type BlobSource, type RepeatableSource } from './blob-source.js';
import type { Blobs } from './blobs.js';
import { sendRepeatable } from './send-repeatable.js';
import { sendStream } from './send-stream.js';

export interface PushBlobOptions extends CallOptions {
  /** Computed if absent: of a stream while it is sent, of anything else before. */
  readonly digest?: string | undefined;
  /** Bytes of a stream, if they are known. */
  readonly size?: number | undefined;
  /** The algorithm of a digest that is computed; sha256 unless told otherwise. */
  readonly algorithm?: DigestAlgorithm | undefined;
  /** What the descriptor says of it; `application/octet-stream` if absent. */
  readonly mediaType?: string | undefined;
  /** Sends in chunks of at most this many bytes, of which a broken upload repeats one. In one piece if absent. */
  readonly chunkBytes?: number | undefined;
  /** A repository of the same registry that may have it. */
  readonly mountFrom?: string | undefined;
  /** Whether the registry is asked first if it has the blob; it is unless this is false. */
  readonly checkFirst?: boolean | undefined;
  /** An upload that another process began. If the registry knows it no more, a new one is begun. */
  readonly resume?: UploadHandle | undefined;
  /** Called with what another process needs to go on, whenever that changes. The upload is then not cancelled where the connection fails. */
  readonly onUpload?: ((handle: UploadHandle) => void | Promise<void>) | undefined;
  /** Called with the bytes that are on their way or arrived. A step back means that bytes are sent again. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
}

export const pushBlobRules = {
  ...callRules,
  digest: 'string?',
  size: 'whole number?',
  algorithm: 'string?',
  mediaType: 'non-empty string?',
  chunkBytes: 'positive whole number?',
  mountFrom: 'string?',
  checkFirst: 'boolean?',
  resume: 'object?',
  onUpload: 'function?',
  onProgress: 'function?',
} as const satisfies OptionRules<PushBlobOptions>;

/** Pushes a blob by the shortest way: it is there, it can be mounted, or it is sent. */
export async function pushBlob(
  blobs: Blobs,
  uploads: Uploads,
  source: BlobSource,
  options: PushBlobOptions,
): Promise<Descriptor> {
  const { signal } = options;
  const repeatable = asRepeatable(source);
  const digest = repeatable === undefined ? givenDigest(options.digest) : await digestFor(repeatable, options);
  const mediaType = options.mediaType ?? mediaTypes.octetStream;
  if (digest !== undefined && options.checkFirst !== false) {
    const there = await blobs.stat(digest, { signal });
    if (there !== undefined) return { ...there, mediaType };
  }
  const resumed = options.resume === undefined ? undefined : await uploads.resume(options.resume, { signal });
  const mounted: MountOutcome = resumed === undefined ? await mount(uploads, digest, options) : { isMounted: false };
  if (mounted.isMounted && digest !== undefined) {
    if (repeatable !== undefined) return { mediaType, digest, size: repeatable.size };
    const there = await blobs.stat(digest, { signal });
    if (there !== undefined) return { ...there, mediaType };
  }
  const upload = resumed ?? mounted.upload ?? (await start(uploads, digest, options));
  await options.onUpload?.(upload.handle);
  if (repeatable !== undefined && digest !== undefined) {
    await sendRepeatable({ blobs, uploads, source: repeatable, digest, options }, upload);
    return { mediaType, digest, size: repeatable.size };
  }
  const content = source as AsyncIterable<Uint8Array>;
  const sent = await orCancel(
    () => upload,
    options,
    () => sendStream(upload, content, digest, options, uploads.retry),
  );
  return { mediaType, ...sent };
}

const givenDigest = (digest: string | undefined) => (digest === undefined ? undefined : parseVerifiableDigest(digest));

/** The digest that was given, or that of the content. */
export async function digestFor(
  source: RepeatableSource,
  { digest, algorithm, signal }: PushBlobOptions,
): Promise<Digest> {
  if (digest !== undefined) return parseVerifiableDigest(digest);
  const digester = createDigester(algorithm);
  for await (const chunk of source.open(0)) {
    signal?.throwIfAborted();
    digester.update(chunk);
  }
  return digester.digest();
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

/** An upload that nobody will go on with is cancelled. */
export async function orCancel<Result>(
  upload: () => Upload,
  options: PushBlobOptions,
  send: () => Promise<Result>,
): Promise<Result> {
  try {
    return await send();
  } catch (error) {
    const isTemporary = isTemporaryFailure(error) || (isResponseError(error) && isTemporaryStatus(error.status));
    const mayGoOn = options.onUpload !== undefined && (isTemporary || options.signal?.aborted === true);
    if (!mayGoOn) await upload().cancel();
    throw error;
  }
}
