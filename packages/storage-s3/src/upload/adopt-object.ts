import { algorithmOf, createDigester, type Digest, parseDigestAlgorithm } from '@lading/core';
import { uploadUnknown } from '../blob/blob-keys.js';
import { openBlob } from '../blob/blob-reader.js';
import type { S3Bucket } from '../bucket/s3-bucket.js';
import { newUpload, type S3Upload } from './s3-upload.js';
import { requireSame } from './upload-digest.js';

/** Creates an upload whose bytes are an existing object; `undefined` if it does not exist. Writes nothing. */
export async function adoptObject(bucket: S3Bucket, key: string): Promise<S3Upload | undefined> {
  const found = await bucket.find(key);
  return found && { ...newUpload(), size: found.size, adopted: key };
}

/** Commits an upload with an existing object: reads the object and checks its digest. */
export async function verifyAdopted(bucket: S3Bucket, key: string, size: number, digest: Digest): Promise<void> {
  if ((await bucket.find(key))?.size !== size) throw uploadUnknown();
  requireSame(await digestOfObject(bucket, key, digest), digest);
}

/** The digest of an object, with the algorithm of another digest. */
export async function digestOfObject(bucket: S3Bucket, key: string, wanted: Digest): Promise<Digest> {
  const digester = createDigester(parseDigestAlgorithm(algorithmOf(wanted)));
  for await (const chunk of await openBlob(bucket, key)) digester.update(chunk);
  return digester.digest();
}
