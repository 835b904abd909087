import {
  algorithmOf,
  type Digest,
  type DigestAlgorithm,
  digestAlgorithms,
  parseDigestAlgorithm,
  type UploadState,
} from '@lading/core';
import { isUploadId, newUploadId, parseUploadId } from './blob-layout.js';

/** The content of an `UploadState` of this store. */
export interface FilesystemUpload {
  readonly id: string;
  /** The name of the file. An append renames it before it writes, so that a writer that lost its claim has another file. */
  readonly name?: string | undefined;
  /** The durable bytes so far. */
  readonly size: number;
  /** The digest to compute while bytes arrive. */
  readonly algorithm: DigestAlgorithm;
  /** The known digests of all bytes so far. With them, a commit in any process need not read the bytes. */
  readonly digests: Partial<Record<DigestAlgorithm, Digest>>;
  /** Whether an append found the file taken and continued with a copy. The upload may then have other files. */
  readonly isCopied?: boolean | undefined;
  /** Whether the last append was the closing one. The file is unchanged since then, because nobody else knows its name. */
  readonly isClosed?: boolean | undefined;
}

export function newUpload(algorithm: DigestAlgorithm = 'sha256'): FilesystemUpload {
  return { id: newUploadId(), size: 0, algorithm, digests: {} };
}

export function formatUpload(upload: FilesystemUpload): UploadState {
  const { id, name, size, algorithm, digests, isCopied = false, isClosed = false } = upload;
  const file = name === undefined ? {} : { name };
  return {
    size,
    store: { id, ...file, algorithm, digests, ...(isCopied && { isCopied }), ...(isClosed && { isClosed }) },
  };
}

/** @throws RegistryError `BLOB_UPLOAD_UNKNOWN` if the state is not of a store of this kind */
export function parseUpload({ size, store }: UploadState): FilesystemUpload {
  const id = parseUploadId(store.id);
  const algorithm = parseDigestAlgorithm(String(store.algorithm ?? 'sha256'));
  const known = Object.entries(store.digests ?? {}).filter(isDigestEntry);
  const name = isUploadId(store.name) ? store.name : undefined;
  const [isCopied, isClosed] = [store.isCopied === true, store.isClosed === true];
  return { id, name, size, algorithm, digests: Object.fromEntries(known), isCopied, isClosed };
}

function isDigestEntry(entry: [string, unknown]): entry is [DigestAlgorithm, Digest] {
  const [algorithm, digest] = entry;
  return (
    digestAlgorithms.some((registered) => registered === algorithm) &&
    typeof digest === 'string' &&
    algorithmOf(digest as Digest) === algorithm
  );
}
