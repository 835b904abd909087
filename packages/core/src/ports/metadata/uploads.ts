import type { Digest, DigestAlgorithm } from '../../digest/digest.js';
import type { RepositoryName } from '../../name/repository-name.js';
import type { BlobLocation, UploadState } from '../blob-store.js';
import type { BlobRecord } from './blobs.js';

/** A UUID (MONO-03). */
export type UploadId = string & { readonly __uploadId: unique symbol };

export interface UploadSession {
  readonly id: UploadId;
  readonly repository: RepositoryName;
  readonly state: UploadState;
  /** The algorithm that the client announced, if any (CHNK-02). */
  readonly algorithm?: DigestAlgorithm;
}

export interface UploadClaimRequest {
  readonly repository: RepositoryName;
  readonly id: UploadId;
  /** Names this attempt; unique. */
  readonly writer: string;
  /** The time after which another writer can claim the session, unless the claim is renewed. */
  readonly leaseSeconds: number;
  /** The location of the bytes if this attempt closes the upload. It is recorded before the first byte is written. */
  readonly locate?: (state: UploadState) => BlobLocation;
}

export type UploadClaim =
  | { readonly outcome: 'claimed'; readonly session: UploadSession }
  /**
   * Another writer has the claim; `session` has its last durable state. The claim ends in `secondsLeft` unless the writer
   * renews it, which a live writer does in time.
   */
  | { readonly outcome: 'busy'; readonly session: UploadSession; readonly secondsLeft: number }
  /** Closed recently with this digest. A client that lost the answer can ask again. */
  | { readonly outcome: 'finished'; readonly digest: Digest }
  | { readonly outcome: 'unknown' };

export interface UploadFinish {
  readonly repository: RepositoryName;
  readonly id: UploadId;
  readonly writer: string;
  readonly blob: BlobRecord;
  /**
   * Checks whether the blob store has the bytes of a blob. It is called for an existing blob with this digest, unless that
   * blob is damaged, before any change and outside of any transaction. `false` marks the blob as damaged. Without this
   * function the bytes are assumed to exist.
   */
  readonly isStored?: (known: BlobRecord) => Promise<boolean>;
}

export interface Uploads {
  /**
   * Stores a new session, which expires when nothing happens to it for `idleSeconds` (CANC-05).
   * @param client identifies the client for `count`, for example by its address
   */
  create(session: UploadSession, idleSeconds: number, client?: string): Promise<void>;

  /** Counts the open sessions of all clients, or of one client. Stops at `atMost`. */
  count(atMost: number, client?: string): Promise<number>;

  /** An open session of this repository, claimed or not. */
  find(repository: RepositoryName, id: UploadId): Promise<UploadSession | undefined>;

  /** Claims a session for one writer. Records the location of `locate` as staged in the same transaction. */
  claim(request: UploadClaimRequest): Promise<UploadClaim>;

  /** Renews a claim and the life of the session. `false` if the claim was lost. */
  renewClaim(id: UploadId, writer: string, leaseSeconds: number): Promise<boolean>;

  /** Releases a claim and stores the state reached. Returns `false` and changes nothing if the claim was lost. */
  release(id: UploadId, writer: string, state: UploadState): Promise<boolean>;

  /**
   * Closes a session. The repository has the blob from then on, with a lease that keeps it until its manifest is pushed. If
   * the digest is known already, the blob keeps its first location and this one goes to the trash. If that blob is damaged,
   * it gets this location in every repository, and the old location goes to the trash like the bytes of a deleted blob.
   * @throws RegistryError `BLOB_UPLOAD_UNKNOWN` if the claim was lost or the location is no longer staged
   */
  finish(finish: UploadFinish): Promise<void>;

  /**
   * Ends a session for clients. The caller aborts it in the blob store and then forgets it.
   * @param writer ends the session only if this writer holds its claim. A writer that failed passes its own name; a client
   * that cancels passes none
   * @returns `undefined` if there is no such open session or the writer has lost its claim; nothing is changed then
   */
  cancel(repository: RepositoryName, id: UploadId, writer?: string): Promise<UploadSession | undefined>;

  /**
   * Returns sessions that were cancelled or expired, for the caller to abort in the blob store and then forget. Each is
   * returned to one caller at a time, and again after `leaseSeconds` if it was not forgotten.
   */
  claimDead(limit: number, leaseSeconds: number): Promise<readonly UploadSession[]>;

  /** Deletes a session whose bytes were freed. */
  forget(id: UploadId): Promise<void>;
}
