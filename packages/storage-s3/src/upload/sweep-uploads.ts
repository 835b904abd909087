import { blobsStart, uploadsStart } from '../blob/blob-keys.js';
import { listMultiparts } from '../bucket/list-multiparts.js';
import type { S3Bucket } from '../bucket/s3-bucket.js';

/** Deletes the objects and multipart uploads of unfinished uploads from before `olderThan`. Returns their number. */
export async function sweepUploads(bucket: S3Bucket, olderThan: Date): Promise<number> {
  let count = 0;
  for await (const { key, modifiedAt } of bucket.list(uploadsStart)) {
    if (modifiedAt >= olderThan) continue;
    await bucket.delete(key);
    count++;
  }
  for await (const { multipart, begunAt } of listMultiparts(bucket, blobsStart)) {
    if (begunAt >= olderThan) continue;
    await multipart.abort();
    count++;
  }
  return count;
}
