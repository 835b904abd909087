import { text } from 'node:stream/consumers';
import type { RegistryId } from '@lading/core';
import type { S3Bucket } from './s3-bucket.js';
import { onS3 } from './s3-failure.js';

/** The object that says which registry the prefix belongs to. */
const ownerKey = 'registry-id';

/** The registry that the prefix belongs to, if it has a mark. */
export async function readOwner(bucket: S3Bucket, signal?: AbortSignal): Promise<RegistryId | undefined> {
  const object = await bucket.open(ownerKey, { signal });
  return object && ((await onS3(text(object.body), signal)).trim() as RegistryId);
}

/** Marks a prefix that has no mark; gives the owner. Where S3 has no conditional writes, the last of several at once wins. */
export async function writeOwner(bucket: S3Bucket, id: RegistryId): Promise<RegistryId> {
  const owner = await readOwner(bucket);
  if (owner !== undefined) return owner;
  await bucket.create(ownerKey, Buffer.from(`${id}\n`));
  return (await readOwner(bucket)) ?? id;
}
