import { blobKey, uploadStart } from '../blob/blob-keys.js';
import { listMultiparts } from '../bucket/list-multiparts.js';
import type { S3Bucket } from '../bucket/s3-bucket.js';

/** Frees all that an upload has: tails, the mark that it goes on, and multipart uploads that no state may know of. */
export async function abortUpload(bucket: S3Bucket, id: string): Promise<void> {
  await forgetUpload(bucket, id);
  for await (const { multipart } of listMultiparts(bucket, blobKey(id))) await multipart.abort();
}

/**
 * Deletes the objects beside the blob. It looks again until nothing is left: an append that ends now either finds that its
 * mark is gone, or has put its tail before the last look.
 */
export async function forgetUpload(bucket: S3Bucket, id: string): Promise<void> {
  while (true) {
    let count = 0;
    for await (const { key } of bucket.list(uploadStart(id))) {
      count++;
      await bucket.delete(key);
    }
    if (count === 0) return;
  }
}
