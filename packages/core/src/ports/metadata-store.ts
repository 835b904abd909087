import type { Annotations } from '../descriptor/descriptor.js';
import type { Digest, DigestAlgorithm } from '../digest/digest.js';
import type { PushedManifest } from '../manifest/manifest.js';
import type { Reference } from '../name/reference.js';
import type { RepositoryName } from '../name/repository-name.js';
import type { Tag } from '../name/tag.js';
import type { BlobLocation, RegistryId, UploadState } from './blob-store.js';
import type { Page, PageRequest } from './page.js';
import type { TagCondition } from './tag-condition.js';

/**
 * Stores everything about repositories except the bytes of blobs. Each method that changes something is one transaction: its
 * effect is complete and durable when it resolves, and there is none when it rejects. All times are those of the store's own
 * clock.
 *
 * A store may reject with a `RegistryError` of the codes named on a method, or with `UNAVAILABLE` if it cannot serve now; any
 * other error means that it is broken. Absent content is `undefined` or `false`, not an error.
 */
export interface MetadataStore
  extends Repositories,
    Manifests,
    Tags,
    Referrers,
    Blobs,
    UploadSessions,
    Reclaim,
    Identity {
  /** Resolves if the store can read and write now, for the readiness probe. */
  check(signal?: AbortSignal): Promise<void>;
  /** Frees what the store holds. */
  close?(): Promise<void>;
}

export interface Repositories {
  /** Whether a repository has any content: a blob or a manifest. Nobody has to create one beforehand. */
  hasRepository(repository: RepositoryName): Promise<boolean>;
  /** Names of the repositories with content, in byte order (LEG-02). */
  listRepositories(page: PageRequest): Promise<Page<RepositoryName>>;
}

export interface ManifestRecord {
  /** The digest that the reference names: for a tag the one that it was set to, whatever its algorithm (TAGP-06). */
  readonly digest: Digest;
  readonly mediaType: string;
  /** Bytes. */
  readonly size: number;
}

export interface ManifestPut {
  readonly repository: RepositoryName;
  readonly manifest: PushedManifest;
  /** Tags that point to it afterwards; none is fine. */
  readonly tags: readonly Tag[];
  /** Holds for every one of `tags`. */
  readonly condition?: TagCondition;
  /** Whether blobs of an image, or entries of an index, may be missing from the repository (`OCI_DATA_SPARSE`). */
  readonly allowMissing?: { readonly blobs?: boolean; readonly children?: boolean };
  /** Whether the size in a descriptor may differ from that of the content, for manifests from another registry. */
  readonly allowOtherSizes?: boolean;
}

export interface Manifests {
  findManifest(repository: RepositoryName, reference: Reference): Promise<ManifestRecord | undefined>;

  /** The exact bytes that were pushed. */
  readManifest(repository: RepositoryName, digest: Digest): Promise<Uint8Array | undefined>;

  /**
   * Stores a manifest with its references, its place in the referrers list and its tags, and creates the repository if this
   * is its first content. Storing a manifest again succeeds, and replaces its `mediaType`. Non-distributable blobs may be
   * missing (PUSH-05). Missing content becomes referenced as soon as the repository has it.
   * @throws RegistryError `MANIFEST_BLOB_UNKNOWN` with status 404 and one entry for each digest that the repository lacks, up
   * to 1000 (PUSH-04)
   * @throws RegistryError `MANIFEST_INVALID` if the size in a descriptor is not that of the stored content
   * @throws RegistryError `DENIED` with status 412 if the condition does not hold
   */
  putManifest(put: ManifestPut): Promise<void>;

  /**
   * Removes a manifest and every tag that points to it (DEL-08). An index that lists it stays, with that entry missing;
   * manifests that have it as subject stay too. Its blobs stay in the repository for a time.
   */
  deleteManifest(repository: RepositoryName, digest: Digest): Promise<boolean>;
}

export interface Tags {
  /** In byte order (TAG-04). Empty for an unknown repository. */
  listTags(repository: RepositoryName, page: PageRequest): Promise<Page<Tag>>;
  /**
   * Removes a tag; the manifest stays (DEL-04). The condition is ignored if there is no such tag (RFC 9110 §13.2.1).
   * @throws RegistryError `DENIED` with status 412 if the condition does not hold
   */
  deleteTag(repository: RepositoryName, tag: Tag, condition?: TagCondition): Promise<boolean>;
}

/** An entry of a referrers list (RFR-05 to RFR-09). */
export interface ReferrerDescriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly size: number;
  readonly artifactType?: string;
  readonly annotations?: Annotations;
}

export interface ReferrersRequest extends PageRequest {
  /** Only entries of one of these types; all if absent. */
  readonly artifactTypes?: readonly string[];
  /** About how many bytes the entries may have together as JSON; at least one entry comes whatever its size. */
  readonly maximumBytes: number;
}

export interface Referrers {
  /** Manifests of the repository whose subject is exactly this digest, in byte order of their digests. */
  listReferrers(repository: RepositoryName, subject: Digest, page: ReferrersRequest): Promise<Page<ReferrerDescriptor>>;
}

export interface BlobRecord {
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
  readonly location: BlobLocation;
}

export interface FindBlobOptions {
  /** Renews the lease of a blob that nothing references yet, because a client is about to push. */
  readonly renewLease?: boolean;
}

/**
 * A blob is damaged if its bytes are known to be missing or wrong. In every repository, all methods here except `deleteBlob`
 * and the reference checks of `putManifest` treat it as absent. Manifests that list it stay. The next `finishUpload` of its
 * digest repairs it.
 */
export interface Blobs {
  /** A blob of this repository. A blob that only another repository has is `undefined`. */
  findBlob(repository: RepositoryName, digest: Digest, options?: FindBlobOptions): Promise<BlobRecord | undefined>;

  /**
   * Adds a blob of `from` to `to` (MNT-02). `undefined` if `from` does not have it. Mounting a blob that `to` already has
   * succeeds, and renews its lease.
   */
  mountBlob(mount: { from: RepositoryName; to: RepositoryName; digest: Digest }): Promise<BlobRecord | undefined>;

  /** Repositories that have a blob, in byte order: where a mount without `from` may look (MNT-05). */
  listRepositoriesWithBlob(digest: Digest, page: PageRequest): Promise<Page<RepositoryName>>;

  /**
   * Removes a blob from a repository. When no repository has it any more, its bytes go to the trash.
   * @returns `referenced` if a manifest of the repository references it, and changes nothing
   */
  deleteBlob(repository: RepositoryName, digest: Digest): Promise<'deleted' | 'unknown' | 'referenced'>;

  /**
   * Marks a blob as damaged, because its bytes at this location are missing or wrong.
   * @returns `false` if the digest has another location now, is marked already or is unknown, and changes nothing
   */
  markDamaged(blob: Pick<BlobRecord, 'digest' | 'location'>): Promise<boolean>;
}

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
  /** After so long without renewal another writer may claim the session. */
  readonly leaseSeconds: number;
  /** Where the bytes will be if this attempt closes the upload: recorded before they are there. */
  readonly locate?: (state: UploadState) => BlobLocation;
}

export type UploadClaim =
  | { readonly outcome: 'claimed'; readonly session: UploadSession }
  /**
   * Another writer is at it; `session` is as of its last durable byte. Unless that writer renews its claim, it ends in
   * `secondsLeft`: a writer that lives does so in time.
   */
  | { readonly outcome: 'busy'; readonly session: UploadSession; readonly secondsLeft: number }
  /** Closed lately with this digest, so that a client which lost the answer can ask again. */
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

export interface UploadSessions {
  /**
   * Stores a new session, which expires when nothing happens to it for `idleSeconds` (CANC-05).
   * @param client identifies the client for `countUploads`, for example by its address
   */
  createUpload(session: UploadSession, idleSeconds: number, client?: string): Promise<void>;

  /** Counts the open sessions of all clients, or of one client. Stops at `atMost`. */
  countUploads(atMost: number, client?: string): Promise<number>;

  /** An open session of this repository, claimed or not. */
  findUpload(repository: RepositoryName, id: UploadId): Promise<UploadSession | undefined>;

  /** Claims a session for one writer. A location that it gives is recorded as staged in the same transaction. */
  claimUpload(request: UploadClaimRequest): Promise<UploadClaim>;

  /** Renews a claim and the life of the session. `false` if the claim was lost. */
  renewUploadClaim(id: UploadId, writer: string, leaseSeconds: number): Promise<boolean>;

  /** Releases a claim and stores the state reached. Returns `false` and changes nothing if the claim was lost. */
  releaseUpload(id: UploadId, writer: string, state: UploadState): Promise<boolean>;

  /**
   * Closes a session. The repository has the blob from then on, with a lease that keeps it until its manifest is pushed. If
   * the digest is known already, the blob keeps its first location and this one goes to the trash. If that blob is damaged,
   * it gets this location in every repository, and the old location goes to the trash like the bytes of a deleted blob.
   * @throws RegistryError `BLOB_UPLOAD_UNKNOWN` if the claim was lost or the location is no longer staged
   */
  finishUpload(finish: UploadFinish): Promise<void>;

  /**
   * Ends a session for clients. The caller aborts it in the blob store and then forgets it.
   * @param writer ends the session only if this writer holds its claim. A writer that failed passes its own name; a client
   * that cancels passes none
   * @returns `undefined` if there is no such open session or the writer has lost its claim, and changes nothing
   */
  cancelUpload(repository: RepositoryName, id: UploadId, writer?: string): Promise<UploadSession | undefined>;

  /**
   * Returns sessions that were cancelled or expired, for the caller to abort in the blob store and then forget. Each is
   * returned to one caller at a time, and again after `leaseSeconds` if it was not forgotten.
   */
  claimDeadUploads(limit: number, leaseSeconds: number): Promise<readonly UploadSession[]>;

  /** Deletes a session whose bytes were freed. */
  forgetUpload(id: UploadId): Promise<void>;
}

export interface Reclaim {
  /**
   * Removes blobs from repositories in which no manifest references them and their lease is over, as `deleteBlob` does.
   * @returns how many it removed, at most `limit`; fewer if no more are due
   */
  deleteUnreferencedBlobs(limit: number): Promise<number>;

  /**
   * Returns locations whose bytes are no longer needed: in the trash after its delay, or staged by a session that is gone.
   * From then on they cannot be used again. Each is returned to one caller at a time, and again after `leaseSeconds` if it
   * was not forgotten.
   */
  claimTrash(limit: number, leaseSeconds: number): Promise<readonly BlobLocation[]>;

  /**
   * Deletes repositories that no longer have content, so that a list of repositories need not skip them. It changes no
   * answer, and a concurrent push to one of them succeeds.
   */
  deleteEmptyRepositories(): Promise<void>;

  /** Deletes the record of a location whose bytes were deleted. */
  forgetLocation(location: BlobLocation): Promise<void>;

  /**
   * Whether it is this caller's turn to run a periodic task: `true` for one caller over all replicas, and again for one of
   * them after `everySeconds`.
   */
  claimTurn(task: string, everySeconds: number): Promise<boolean>;
}

/** The identity of the registry, for a comparison with the mark in its blob store. */
export interface Identity {
  /** The id of this registry; `undefined` before the first `createRegistryId`. */
  findRegistryId(): Promise<RegistryId | undefined>;

  /**
   * Creates the id of this registry, unless it has one. All replicas get the same id.
   * @param id the id that it gets; a random UUID if absent
   */
  createRegistryId(id?: RegistryId): Promise<RegistryId>;

  /** Returns up to `limit` locations of blobs that are not damaged; none only if there are no such blobs. */
  sampleLocations(limit: number): Promise<readonly BlobLocation[]>;
}
