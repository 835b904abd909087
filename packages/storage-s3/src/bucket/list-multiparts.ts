import { ListMultipartUploadsCommand, type ListMultipartUploadsCommandOutput } from '@aws-sdk/client-s3';
import { Multipart } from './multipart.js';
import type { S3Bucket } from './s3-bucket.js';
import { onS3 } from './s3-failure.js';

/** Lists the multipart uploads to keys that begin with `start`, and the time when each began. */
export async function* listMultiparts(bucket: S3Bucket, start: string) {
  const { Bucket, Key: Prefix } = bucket.objectOf(start);
  const prefixLength = Prefix.length - start.length;
  let page: ListMultipartUploadsCommandOutput | undefined;
  do {
    const marker = { KeyMarker: page?.NextKeyMarker, UploadIdMarker: page?.NextUploadIdMarker };
    page = await onS3(bucket.client.send(new ListMultipartUploadsCommand({ Bucket, Prefix, ...marker })));
    for (const { Key = '', UploadId = '', Initiated = new Date(0) } of page.Uploads ?? [])
      yield { multipart: Multipart.of(bucket, Key.slice(prefixLength), UploadId), begunAt: Initiated };
  } while (page.IsTruncated);
}
