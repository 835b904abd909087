import { type AppendOptions, eachUntilAborted } from '@lading/core';
import { blobKey, tailKey } from '../blob/blob-keys.js';
import type { S3Bucket } from '../bucket/s3-bucket.js';
import { type PartOptions, PartWriter } from './part-writer.js';
import type { S3Upload } from './s3-upload.js';
import { markOpen, putTail, readTail, requireOpen } from './tail.js';
import { uploadDigest } from './upload-digest.js';

/** Adds bytes to an upload: full parts go where the blob will be, the rest into an object that the next append reads. */
export async function appendToUpload(
  bucket: S3Bucket,
  given: S3Upload,
  bytes: AsyncIterable<Uint8Array>,
  { algorithm, signal }: AppendOptions,
  options: PartOptions,
): Promise<S3Upload> {
  signal?.throwIfAborted();
  const former = await resume(bucket, given, signal);
  const upload = withAlgorithm(given, algorithm);
  const writer = new PartWriter(bucket, blobKey(upload.id), upload, options, signal);
  try {
    await writer.write(former);
    for await (const chunk of eachUntilAborted(bytes, signal)) await writer.write(chunk);
    return await finish(bucket, upload, writer, signal);
  } catch (error) {
    await writer.discard();
    throw error;
  }
}

/** What parts were computed with stays; of a tail alone any digest can be computed. */
function withAlgorithm(upload: S3Upload, algorithm = upload.algorithm): S3Upload {
  return upload.parts === undefined ? { ...upload, algorithm } : upload;
}

/** The bytes that come before what is appended. Before the first of all, the upload is marked as one that may go on. */
async function resume(bucket: S3Bucket, upload: S3Upload, signal?: AbortSignal): Promise<Uint8Array> {
  if (upload.size > 0) return readTail(bucket, upload, signal);
  await markOpen(bucket, upload.id, signal);
  return new Uint8Array();
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

/** Two tails back no state is good any more. What can't be deleted now goes with the rest. */
async function forgetTail(bucket: S3Bucket, { id, formerTail }: S3Upload): Promise<void> {
  if (formerTail !== undefined) await bucket.delete(tailKey(id, formerTail)).catch(() => {});
}
