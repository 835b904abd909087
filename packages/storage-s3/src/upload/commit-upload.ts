import { algorithmOf, type Digest, digestOf, isRegistryError, parseDigestAlgorithm } from '@lading/core';
import { digestOfName, uploadUnknown } from '../blob/blob-keys.js';
import { Multipart } from '../bucket/multipart.js';
import type { S3Bucket } from '../bucket/s3-bucket.js';
import { isAbsentMultipart, isOtherPart } from '../bucket/s3-failure.js';
import { digestOfObject } from './adopt-object.js';
import { sealWith } from './part-writer.js';
import { locationOf, type S3Upload, type UploadParts } from './s3-upload.js';
import { readTail, storedWrongly, uploadLost } from './tail.js';
import { requireSame } from './upload-digest.js';

/** Checks the digest of an upload, makes one object of it, and compares the size that S3 keeps. */
export async function commitUpload(bucket: S3Bucket, upload: S3Upload, digest: Digest): Promise<void> {
  if (upload.digest !== undefined && isOfSameAlgorithm(upload.digest, digest)) requireSame(upload.digest, digest);
  if (upload.isInPlace && upload.digest === digest) return requireWhole(bucket, upload, digest);
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
  const { parts } = upload;
  const key = locationOf(upload, digest);
  if (parts !== undefined) {
    const told = digestOfName(parts.name);
    // Under the name of a digest there is never other content, even if the last append was not the last after all.
    if (told !== undefined && upload.digest !== undefined) requireSame(upload.digest, told);
    return complete(bucket, key, parts, tail);
  }
  requireSame(digestOf(tail, parseDigestAlgorithm(algorithmOf(digest))), digest);
  await bucket.put(key, tail, { metadata: { digest } });
  return true;
}

async function complete(bucket: S3Bucket, key: string, parts: UploadParts, tail: Uint8Array): Promise<boolean> {
  const multipart = Multipart.of(bucket, key, parts.uploadId);
  try {
    const stored = await multipart.listParts(parts.count);
    if (stored.reduce(sealWith, '') !== parts.seal) throw uploadUnknown();
    if (stored.reduce((sum, { size }) => sum + size, 0) !== parts.size) throw uploadLost();
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
  const key = locationOf(upload, digest);
  const stored = await bucket.find(key);
  if (stored === undefined && upload.isInPlace) throw uploadUnknown();
  const isWhole = stored?.size === upload.size;
  const actual = isWhole && isVerifiedAfterwards(upload, digest) ? await digestOfObject(bucket, key, digest) : digest;
  if (isWhole && actual === digest) return;
  await bucket.delete(key).catch(() => {});
  requireSame(actual, digest);
  // Parts are gone with the object that was made of them; anything else can be sent or published again.
  throw upload.parts === undefined ? storedWrongly() : uploadLost();
}

/**
 * The blob is there if an earlier commit succeeded, whether its answer arrived or not. Parts without a digest in their name
 * may have been completed by a writer that was given up, with another end: those are read.
 */
async function requirePublished(bucket: S3Bucket, upload: S3Upload, digest: Digest): Promise<void> {
  const key = locationOf(upload, digest);
  const stored = await bucket.find(key);
  if (stored?.size !== upload.size) throw uploadUnknown();
  const told = upload.parts === undefined ? digest : digestOfName(upload.parts.name);
  const actual = told === digest ? digest : await digestOfObject(bucket, key, digest);
  if (actual !== digest && upload.digest === digest) throw uploadUnknown();
  requireSame(actual, digest);
}

/** Parts can't be read before they are one object, so an algorithm that nobody announced is verified afterwards. */
function isVerifiedAfterwards({ parts, algorithm }: S3Upload, digest: Digest): boolean {
  return parts !== undefined && algorithm !== algorithmOf(digest);
}

function isOfSameAlgorithm(one: Digest, other: Digest): boolean {
  return algorithmOf(one) === algorithmOf(other);
}
