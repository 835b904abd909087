import {
  algorithmOf,
  createDigester,
  type Digest,
  digestOf,
  isRegistryError,
  parseDigestAlgorithm,
  RegistryError,
} from '@lading/core';
import { blobKey, uploadUnknown } from '../blob/blob-keys.js';
import { openBlob } from '../blob/blob-reader.js';
import { Multipart } from '../bucket/multipart.js';
import type { S3Bucket } from '../bucket/s3-bucket.js';
import { isAbsentMultipart, isOtherPart } from '../bucket/s3-failure.js';
import { sealWith } from './part-writer.js';
import type { S3Upload, UploadParts } from './s3-upload.js';
import { readTail, storedWrongly } from './tail.js';

/** Checks the digest of an upload, makes one object of it, and compares the size that S3 keeps. */
export async function commitUpload(bucket: S3Bucket, upload: S3Upload, digest: Digest): Promise<void> {
  if (upload.digest !== undefined && isOfSameAlgorithm(upload.digest, digest)) requireSame(upload.digest, digest);
  const tail = await readTail(bucket, upload).catch(unlessUnknown);
  const isPublished = tail !== undefined && (await publish(bucket, upload, digest, tail));
  if (isPublished) await requireWhole(bucket, upload, digest);
  else await requirePublished(bucket, upload, digest);
}

/** A tail that is gone: the upload was aborted, or a commit of it has succeeded. */
function unlessUnknown(error: unknown): undefined {
  if (!isRegistryError(error, 'BLOB_UPLOAD_UNKNOWN')) throw error;
}

/** Says whether it could: what is gone was aborted, or committed before. */
async function publish(bucket: S3Bucket, upload: S3Upload, digest: Digest, tail: Uint8Array): Promise<boolean> {
  const { id, parts } = upload;
  if (parts !== undefined) return complete(bucket, blobKey(id), parts, tail);
  requireSame(digestOf(tail, parseDigestAlgorithm(algorithmOf(digest))), digest);
  await bucket.put(blobKey(id), tail, { metadata: { digest } });
  return true;
}

async function complete(bucket: S3Bucket, key: string, parts: UploadParts, tail: Uint8Array): Promise<boolean> {
  const multipart = Multipart.of(bucket, key, parts.uploadId);
  try {
    const stored = await multipart.listParts(parts.count);
    if (stored.reduce(sealWith, '') !== parts.seal) throw uploadUnknown();
    if (stored.reduce((sum, { size }) => sum + size, 0) !== parts.size) throw storedWrongly();
    const named = stored.map(({ size, ...part }) => part);
    const last = tail.byteLength === 0 ? [] : [await multipart.putPart(parts.count + 1, tail)];
    await multipart.complete([...named, ...last]);
    return true;
  } catch (error) {
    if (isAbsentMultipart(error)) return false;
    throw isOtherPart(error) ? uploadUnknown(error) : error;
  }
}

/** Some stores keep more, or less, than they were sent. */
async function requireWhole(bucket: S3Bucket, upload: S3Upload, digest: Digest): Promise<void> {
  const key = blobKey(upload.id);
  const isWhole = (await bucket.find(key))?.size === upload.size;
  const actual = isWhole && isVerifiedAfterwards(upload, digest) ? await digestStored(bucket, key, digest) : digest;
  if (isWhole && actual === digest) return;
  await bucket.delete(key).catch(() => {});
  requireSame(actual, digest);
  throw storedWrongly();
}

/** The blob is there if an earlier commit succeeded, whether its answer arrived or not. */
async function requirePublished(
  bucket: S3Bucket,
  { id, size, digest: known }: S3Upload,
  digest: Digest,
): Promise<void> {
  const stored = await bucket.find(blobKey(id));
  if (stored?.size !== size) throw uploadUnknown();
  if (known !== digest) requireSame(await digestStored(bucket, blobKey(id), digest), digest);
}

/** Parts can't be read before they are one object, so an algorithm that nobody announced is verified afterwards. */
function isVerifiedAfterwards({ parts, algorithm }: S3Upload, digest: Digest): boolean {
  return parts !== undefined && algorithm !== algorithmOf(digest);
}

async function digestStored(bucket: S3Bucket, key: string, wanted: Digest): Promise<Digest> {
  const digester = createDigester(parseDigestAlgorithm(algorithmOf(wanted)));
  for await (const chunk of await openBlob(bucket, key)) digester.update(chunk);
  return digester.digest();
}

function isOfSameAlgorithm(one: Digest, other: Digest): boolean {
  return algorithmOf(one) === algorithmOf(other);
}

function requireSame(actual: Digest, expected: Digest): void {
  if (actual !== expected)
    throw new RegistryError('DIGEST_INVALID', 'the content has another digest', { detail: { expected, actual } });
}
