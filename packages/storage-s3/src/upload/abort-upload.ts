import { blobStart, uploadStart } from '../blob/blob-keys.js';
import { listMultiparts } from '../bucket/list-multiparts.js';
import type { S3Bucket } from '../bucket/s3-bucket.js';
import type { S3Upload } from './s3-upload.js';

/**
 * Deletes everything of an upload: tails, the object that marks it as open, and multipart uploads, including those that no
 * state contains. It lists the objects until none is left. A concurrent append either finds that the mark is gone, or has
 * stored its tail before the last listing.
 */
export async function abortUpload(bucket: S3Bucket, id: string): Promise<void> {
  while ((await deleteBeside(bucket, id)) > 0);
  await abortMultiparts(bucket, id);
}

/** Deletes the remains of an upload that was committed. It has no writer any more. */
export async function forgetUpload(bucket: S3Bucket, { id, parts, isInPlace, formerTail }: S3Upload): Promise<void> {
  if (isInPlace && formerTail === undefined) return;
  await Promise.all([deleteBeside(bucket, id), parts === undefined ? undefined : abortMultiparts(bucket, id)]);
}

/** Returns the number of deleted objects. */
async function deleteBeside(bucket: S3Bucket, id: string): Promise<number> {
  const keys: string[] = [];
  for await (const { key } of bucket.list(uploadStart(id))) keys.push(key);
  await Promise.all(keys.map((key) => bucket.delete(key)));
  return keys.length;
}

async function abortMultiparts(bucket: S3Bucket, id: string): Promise<void> {
  for await (const { multipart } of listMultiparts(bucket, blobStart(id))) await multipart.abort();
}
