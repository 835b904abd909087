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

/** Checks the digest of an upload, makes one object of it, and checks the size of the object. */
export async function commitUpload(bucket: S3Bucket, upload: S3Upload, digest: Digest): Promise<void> {
  if (upload.digest !== undefined && isOfSameAlgorithm(upload.digest, digest)) requireSame(upload.digest, digest);
  if (upload.isInPlace && upload.digest === digest) return requireWhole(bucket, upload, digest);
  const tail = await readTail(bucket, upload).catch(unlessUnknown);
  const isPublished = tail !== undefined && (await publish(bucket, upload, digest, tail));
  if (isPublished) await requireWhole(bucket, upload, digest);
  else await requirePublished(bucket, upload, digest);
}

/** Ignores a missing tail: the upload was aborted, or an earlier commit has succeeded. */
function unlessUnknown(error: unknown): undefined {
  if (!isRegistryError(error, 'BLOB_UPLOAD_UNKNOWN')) throw error;
}

/** Returns whether the parts existed. If not, the upload was aborted or committed before. */
async function publish(bucket: S3Bucket, upload: S3Upload, digest: Digest, tail: Uint8Array): Promise<boolean> {
  const { parts } = upload;
  const key = locationOf(upload, digest);
  if (parts !== undefined) {
    const told = digestOfName(parts.name);
    // A key with a digest never has other content, even if the closing append was not the last one.
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

/** Checks the size of the object, because some stores store more or fewer bytes than they received. */
async function requireWhole(bucket: S3Bucket, upload: S3Upload, digest: Digest): Promise<void> {
  const key = locationOf(upload, digest);
  const stored = await bucket.find(key);
  if (stored === undefined && upload.isInPlace) throw uploadUnknown();
  const isWhole = stored?.size === upload.size;
  const actual = isWhole && isVerifiedAfterwards(upload, digest) ? await digestOfObject(bucket, key, digest) : digest;
  if (isWhole && actual === digest) return;
  await bucket.delete(key).catch(() => {});
  requireSame(actual, digest);
  // The parts are lost with the object that was made of them. Without parts, the upload can be committed again.
  throw upload.parts === undefined ? storedWrongly() : uploadLost();
}

/**
 * Checks that an earlier commit has stored the blob. If its key does not contain the digest, a writer that lost its claim may
 * have completed the parts with another end, so the object is read.
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

/** Parts cannot be read before they are one object. A digest with another algorithm is therefore verified afterwards. */
function isVerifiedAfterwards({ parts, algorithm }: S3Upload, digest: Digest): boolean {
  return parts !== undefined && algorithm !== algorithmOf(digest);
}

function isOfSameAlgorithm(one: Digest, other: Digest): boolean {
  return algorithmOf(one) === algorithmOf(other);
}
