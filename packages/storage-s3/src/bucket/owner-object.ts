import { text } from 'node:stream/consumers';
import type { RegistryId } from '@lading/core';
import type { S3Bucket } from './s3-bucket.js';
import { onS3 } from './s3-failure.js';

/** The object with the id of the registry that owns the prefix. */
const ownerKey = 'registry-id';

/** The id of the registry that owns the prefix; `undefined` without an owner. */
export async function readOwner(bucket: S3Bucket, signal?: AbortSignal): Promise<RegistryId | undefined> {
  const object = await bucket.open(ownerKey, { signal });
  return object && ((await onS3(text(object.body), signal)).trim() as RegistryId);
}

/** Sets the owner of a prefix without one, and returns the owner. Without conditional writes, the last of concurrent calls wins. */
export async function writeOwner(bucket: S3Bucket, id: RegistryId): Promise<RegistryId> {
  const owner = await readOwner(bucket);
  if (owner !== undefined) return owner;
  await bucket.create(ownerKey, Buffer.from(`${id}\n`));
  return (await readOwner(bucket)) ?? id;
}
