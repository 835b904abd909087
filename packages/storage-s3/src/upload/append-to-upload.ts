import {
  type AppendOptions,
  algorithmOf,
  type Digest,
  digestOf,
  eachUntilAborted,
  parseDigestAlgorithm,
} from '@lading/core';
import { blobKey, digestName, newName, tailKey } from '../blob/blob-keys.js';
import type { S3Bucket } from '../bucket/s3-bucket.js';
import type { PartOptions } from './part-options.js';
import { PartWriter } from './part-writer.js';
import type { S3Upload } from './s3-upload.js';
import { markOpen, putTail, readTail, requireOpen } from './tail.js';
import { requireSame, uploadDigest } from './upload-digest.js';

/**
 * Adds bytes to an upload. Full parts go to the key of the blob, and the rest goes to an object that the next append reads
 * (the tail). The last bytes of an upload without a full part also go to the key of the blob. No append writes to a key to
 * which another append might write other bytes: a writer that lost its claim may still write after the blob is committed.
 */
export async function appendToUpload(
  bucket: S3Bucket,
  given: S3Upload,
  bytes: AsyncIterable<Uint8Array>,
  { algorithm, closing, signal }: AppendOptions,
  options: PartOptions,
): Promise<S3Upload> {
  signal?.throwIfAborted();
  if (given.adopted !== undefined) throw new RangeError('the upload is an existing object, which must not change');
  const upload = withAlgorithm(given, closing === undefined ? algorithm : parseDigestAlgorithm(algorithmOf(closing)));
  const mark = () => markOpen(bucket, upload.id, signal);
  const isUnmarked = given.size === 0 || given.isInPlace === true;
  // A closing append without a full part stores only the blob and needs no mark.
  if (isUnmarked && closing === undefined) await mark();
  const beforeFirstPart = isUnmarked && closing !== undefined ? mark : async () => {};
  const name = closing === undefined ? newName() : digestName(closing);
  const writer = new PartWriter(bucket, upload, { ...options, name, beforeFirstPart }, signal);
  try {
    if (given.size > 0) await writer.write(await readTail(bucket, given, signal));
    for await (const chunk of eachUntilAborted(bytes, signal)) await writer.write(chunk);
    if (closing !== undefined && !writer.hasParts)
      return await putInPlace(bucket, upload, writer.rest, closing, signal);
    return await finish(bucket, upload, writer, signal);
  } catch (error) {
    await writer.discard();
    throw error;
  }
}

/** Keeps the algorithm of existing parts. Without parts, any algorithm can be used. */
function withAlgorithm(upload: S3Upload, algorithm = upload.algorithm): S3Upload {
  return upload.parts === undefined ? { ...upload, algorithm } : upload;
}

/** Writes a small blob to its final key after its digest was checked. */
async function putInPlace(
  bucket: S3Bucket,
  { id, algorithm, tail }: S3Upload,
  bytes: Uint8Array,
  closing: Digest,
  signal: AbortSignal | undefined,
): Promise<S3Upload> {
  const digest = digestOf(bytes, algorithm);
  requireSame(digest, closing);
  await bucket.put(blobKey(id, digestName(digest)), bytes, { metadata: { digest }, signal });
  return { id, size: bytes.byteLength, algorithm, digest, isInPlace: true, formerTail: tail };
}

async function finish(
  bucket: S3Bucket,
  upload: S3Upload,
  writer: PartWriter,
  signal: AbortSignal | undefined,
): Promise<S3Upload> {
  const { id, algorithm } = upload;
  const { rest } = writer;
  const [parts, tail] = await Promise.all([writer.finish(), putTail(bucket, id, rest, signal)]);
  try {
    await requireOpen(bucket, id, signal);
  } catch (error) {
    if (tail !== undefined) await bucket.delete(tailKey(id, tail)).catch(() => {});
    throw error;
  }
  await forgetTail(bucket, upload);
  const size = (parts?.size ?? 0) + rest.byteLength;
  const known = { id, size, algorithm, parts, tail, formerTail: upload.tail };
  return { ...known, digest: await uploadDigest(known, rest) };
}

/** Deletes the tail before the last one, which no valid state contains. The commit deletes it if this fails. */
async function forgetTail(bucket: S3Bucket, { id, formerTail }: S3Upload): Promise<void> {
  if (formerTail !== undefined) await bucket.delete(tailKey(id, formerTail)).catch(() => {});
}
