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

/** The parts that S3 has. The size of this object does not depend on their number: the commit lets S3 list them. */
export interface UploadParts {
  /** The name of the blob below the upload: its digest, or a unique name for each multipart upload. */
  readonly name: string;
  /** The id of the multipart upload. */
  readonly uploadId: string;
  readonly count: number;
  readonly size: number;
  /** A hash of the entity tags of all parts. It reveals a part that a late request has replaced. */
  readonly seal: string;
  /** The state of the digest, with which any process can continue. */
  readonly digestState: string;
}

/** The content of an `UploadState` of this store. */
export interface S3Upload {
  readonly id: string;
  /** The durable bytes so far. */
  readonly size: number;
  /** The digest to compute while bytes arrive. */
  readonly algorithm: DigestAlgorithm;
  /** The digest of all bytes so far. */
  readonly digest?: Digest | undefined;
  readonly parts?: UploadParts | undefined;
  /** The name of the object with the bytes after the last part; absent if there are no such bytes. */
  readonly tail?: string | undefined;
  /** Whether a closing append has stored all bytes at the key of the blob, because they were small. */
  readonly isInPlace?: boolean | undefined;
  /** The whole key of an existing object with all bytes, which another program has written. */
  readonly adopted?: string | undefined;
  /** The tail before this one. A state with `tail` does not need it. */
  readonly formerTail?: string | undefined;
}

export function newUpload(algorithm: DigestAlgorithm = 'sha256'): S3Upload {
  return { id: newName(), size: 0, algorithm };
}

/**
 * The location of an upload after a commit with a digest. Parts are already at their key; an upload without parts goes to the
 * key of the digest.
 * @throws RegistryError `DIGEST_INVALID` if the store cannot verify the digest
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
