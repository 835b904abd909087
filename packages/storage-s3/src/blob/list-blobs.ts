import type { StoredBlob } from '@lading/core';
import type { S3Bucket } from '../bucket/s3-bucket.js';
import { blobsStart, isLocation } from './blob-keys.js';

/** Lists the committed blobs and skips other objects. */
export async function* listBlobs(bucket: S3Bucket): AsyncGenerator<StoredBlob, void, undefined> {
  for await (const { key, size, modifiedAt } of bucket.list(blobsStart))
    if (isLocation(key)) yield { location: key, size, modifiedAt };
}
