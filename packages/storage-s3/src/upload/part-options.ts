import type { S3BlobStoreOptions } from '../s3-blob-store-options.js';
import { largestFirstPart, smallestPart } from './part-size.js';

export interface PartOptions {
  readonly partSize: number;
  readonly partsAtOnce: number;
}

/**
 * The size and the concurrency of parts, within the limits of S3.
 * @throws RangeError
 */
export function partOptions({ partSize = 8 * 1024 * 1024, partsAtOnce = 4 }: S3BlobStoreOptions): PartOptions {
  if (partSize < smallestPart || partSize > largestFirstPart)
    throw new RangeError(`partSize is not a number of bytes from ${smallestPart} to ${largestFirstPart}`);
  return { partSize, partsAtOnce };
}
