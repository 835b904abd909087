import { blobStart, uploadStart } from '../blob/blob-keys.js';
import { listMultiparts } from '../bucket/list-multiparts.js';
import type { S3Bucket } from '../bucket/s3-bucket.js';
import type { S3Upload } from './s3-upload.js';

/**
 * Frees all that an upload has: tails, the mark that it goes on, and multipart uploads that no state may know of. It looks
 * again until nothing is left: an append that ends now either finds that its mark is gone, or has put its tail before the
 * last look.
 */
export async function abortUpload(bucket: S3Bucket, id: string): Promise<void> {
  while ((await deleteBeside(bucket, id)) > 0);
  await abortMultiparts(bucket, id);
}

/** Frees what is left beside a blob that was committed; its upload has no writer any more. */
export async function forgetUpload(bucket: S3Bucket, { id, parts, isInPlace, formerTail }: S3Upload): Promise<void> {
  if (isInPlace && formerTail === undefined) return;
  await Promise.all([deleteBeside(bucket, id), parts === undefined ? undefined : abortMultiparts(bucket, id)]);
}

/** Gives how many objects there were. */
async function deleteBeside(bucket: S3Bucket, id: string): Promise<number> {
  const keys: string[] = [];
  for await (const { key } of bucket.list(uploadStart(id))) keys.push(key);
  await Promise.all(keys.map((key) => bucket.delete(key)));
  return keys.length;
}

async function abortMultiparts(bucket: S3Bucket, id: string): Promise<void> {
  for await (const { multipart } of listMultiparts(bucket, blobStart(id))) await multipart.abort();
}
