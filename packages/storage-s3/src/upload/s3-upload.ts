import {
  algorithmOf,
  type BlobLocation,
  type Digest,
  type DigestAlgorithm,
  isDigest,
  type JsonValue,
  parseDigestAlgorithm,
  type UploadState,
} from '@lading/core';
import {
  adoptedLocation,
  blobKey,
  digestName,
  isBlobName,
  isName,
  newName,
  parseUploadId,
  uploadUnknown,
} from '../blob/blob-keys.js';

/** The parts that S3 has. However many they are, this stays as small: S3 lists them when the upload is completed. */
export interface UploadParts {
  /** What the blob is called below the upload; each multipart upload has a key of its own, or one with its digest. */
  readonly name: string;
  /** Of the multipart upload. */
  readonly uploadId: string;
  readonly count: number;
  readonly size: number;
  /** The entity tags of all of them in one: a part that was written over by a late request is noticed. */
  readonly seal: string;
  /** From where the digest goes on, in any process. */
  readonly digestState: string;
}

/** What an `UploadState` of this store says. */
export interface S3Upload {
  readonly id: string;
  /** Bytes that are durable so far. */
  readonly size: number;
  /** What to compute while bytes arrive. */
  readonly algorithm: DigestAlgorithm;
  /** Of all bytes so far. */
  readonly digest?: Digest | undefined;
  readonly parts?: UploadParts | undefined;
  /** The object with the bytes after the last part; none if there are no such bytes. */
  readonly tail?: string | undefined;
  /** Whether all bytes are where a blob of their `digest` will be: they were small, and the last ones. */
  readonly isInPlace?: boolean | undefined;
  /** The whole key of an object that somebody else has written, and that has all bytes. */
  readonly adopted?: string | undefined;
  /** The tail before this one: whoever has a state with `tail` needs it no more. */
  readonly formerTail?: string | undefined;
}

export function newUpload(algorithm: DigestAlgorithm = 'sha256'): S3Upload {
  return { id: newName(), size: 0, algorithm };
}

/**
 * Where a commit puts an upload under a digest. Parts are where they are; what has none goes where the digest says.
 * @throws RegistryError `DIGEST_INVALID` if the digest can't be verified here
 */
export function locationOf({ id, parts, adopted }: S3Upload, digest: Digest): BlobLocation {
  const name = digestName(digest);
  if (adopted !== undefined) return adoptedLocation(id, adopted);
  return blobKey(id, parts?.name ?? name);
}

export function tailSizeOf({ size, parts }: S3Upload): number {
  return size - (parts?.size ?? 0);
}

export function formatUpload({ size, parts, ...rest }: S3Upload): UploadState {
  const store = { ...rest, ...(parts === undefined ? {} : { parts: { ...parts } }) };
  const known = Object.entries(store).filter(([, value]) => value !== undefined) as [string, JsonValue][];
  return { size, store: Object.fromEntries(known) };
}

/** @throws RegistryError `BLOB_UPLOAD_UNKNOWN` if the state is not of a store of this kind */
export function parseUpload({ size, store }: UploadState): S3Upload {
  const algorithm = parseDigestAlgorithm(String(store.algorithm ?? 'sha256'));
  return {
    id: parseUploadId(store.id),
    size,
    algorithm,
    digest: parseKnownDigest(store.digest, algorithm),
    parts: parseParts(store.parts),
    tail: isName(store.tail) ? store.tail : undefined,
    isInPlace: store.isInPlace === true ? true : undefined,
    adopted: typeof store.adopted === 'string' ? store.adopted : undefined,
    formerTail: isName(store.formerTail) ? store.formerTail : undefined,
  };
}

function parseKnownDigest(value: unknown, algorithm: DigestAlgorithm): Digest | undefined {
  return typeof value === 'string' && isDigest(value) && algorithmOf(value) === algorithm ? value : undefined;
}

function parseParts(value: unknown): UploadParts | undefined {
  if (value === undefined) return undefined;
  const { name, uploadId, count, size, seal, digestState } = value as Record<string, unknown>;
  const texts = [uploadId, seal, digestState];
  const numbers = [count, size];
  const isWhole = texts.every((text) => typeof text === 'string') && numbers.every(Number.isSafeInteger);
  if (isWhole && isBlobName(name)) return value as UploadParts;
  throw uploadUnknown();
}
