import { type Digest, digestOf, RegistryError } from '@lading/core';
import { ResumableDigest } from './resumable-digest.js';
import type { S3Upload } from './s3-upload.js';

/** The digest of all parts of an upload and the bytes after them, with the algorithm of the upload. */
export async function uploadDigest({ algorithm, parts }: S3Upload, tail: Uint8Array): Promise<Digest> {
  if (parts === undefined) return digestOf(tail, algorithm);
  const digest = await ResumableDigest.begin(algorithm, parts.digestState);
  await digest.update(tail);
  return digest.digest();
}

/** @throws RegistryError `DIGEST_INVALID` */
export function requireSame(actual: Digest, expected: Digest): void {
  if (actual !== expected)
    throw new RegistryError('DIGEST_INVALID', 'the content has another digest', { detail: { expected, actual } });
}
