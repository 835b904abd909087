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
 * Everything that is true about repositories but the bytes of blobs. Each changing method is one transaction: all of it
 * happened when it resolves, durably, and none of it when it rejects. All times are the store's own clock.
 *
 * A store may reject with a `RegistryError` of the codes named on a method, or `UNAVAILABLE` when it can't serve now;
 * anything else means that it is broken. What is absent is `undefined` or `false`, not an error.
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
  /** Whether a descriptor may give another size than the content has: for content that another registry accepted. */
  readonly allowOtherSizes?: boolean;
}

export interface Manifests {
  findManifest(repository: RepositoryName, reference: Reference): Promise<ManifestRecord | undefined>;

  /** The exact bytes that were pushed. */
  readManifest(repository: RepositoryName, digest: Digest): Promise<Uint8Array | undefined>;

  /**
   * Stores a manifest with its references, its place in the referrers list and its tags, and creates the repository where
   * it is the first content. Storing it again is fine, and its `mediaType` is then the last one given. Non-distributable
   * blobs may be missing (PUSH-05). Content that is missing is referenced as soon as the repository has it.
   * @throws RegistryError `MANIFEST_BLOB_UNKNOWN` with one entry for each digest that the repository lacks, up to 1000, 404 (PUSH-04)
   * @throws RegistryError `MANIFEST_INVALID` if a descriptor's size is not the size of what is stored
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
   * Removes a tag; the manifest stays (DEL-04). A condition is no matter where there is no such tag (RFC 9110 §13.2.1).
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
  /** A client asked in order to push: keep the blob a while longer if nothing references it yet. */
  readonly renewLease?: boolean;
}

/**
 * A blob is damaged if its bytes are known to be missing or wrong. A damaged blob is absent to every method here but
 * `deleteBlob`, and to the reference checks of `putManifest`, in every repository. Manifests that list it stay. The next
 * `finishUpload` of its digest repairs it.
 */
export interface Blobs {
  /** A blob of this repository. A blob that only another repository has is `undefined`. */
  findBlob(repository: RepositoryName, digest: Digest, options?: FindBlobOptions): Promise<BlobRecord | undefined>;

  /**
   * Gives a blob of `from` to `to` as well (MNT-02). `undefined` if `from` does not have it. Mounting what is there
   * already is fine, and keeps it a while longer.
   */
  mountBlob(mount: { from: RepositoryName; to: RepositoryName; digest: Digest }): Promise<BlobRecord | undefined>;

  /** Repositories that have a blob, in byte order: where a mount without `from` may look (MNT-05). */
  listRepositoriesWithBlob(digest: Digest, page: PageRequest): Promise<Page<RepositoryName>>;

  /**
   * Takes a blob from a repository. Other repositories keep theirs; when none has it any more, its bytes go to the trash.
   * @returns `referenced`, and nothing changed, while a manifest of the repository references it
   */
  deleteBlob(repository: RepositoryName, digest: Digest): Promise<'deleted' | 'unknown' | 'referenced'>;

  /**
   * Marks a blob as damaged, because its bytes at this location are missing or wrong.
   * @returns `false`, and nothing changed, if the digest has another location by now, is marked already or is unknown
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
   * Says whether the bytes of a blob are in the blob store. It is asked about the blob that the digest has already, unless
   * that one is damaged, before anything changes and outside of any transaction. `false` makes it damaged. Without this
   * function the bytes are taken to be there.
   */
  readonly isStored?: (known: BlobRecord) => Promise<boolean>;
}

export interface UploadSessions {
  /**
   * Remembers a new session; it expires when nothing happens to it for `idleSeconds` (CANC-05).
   * @param client names who opened it, such as an address, for `countUploads`
   */
  createUpload(session: UploadSession, idleSeconds: number, client?: string): Promise<void>;

  /** How many sessions are open: all of them, or those that one client opened. It counts no further than `atMost`. */
  countUploads(atMost: number, client?: string): Promise<number>;

  /** An open session of this repository, claimed or not. */
  findUpload(repository: RepositoryName, id: UploadId): Promise<UploadSession | undefined>;

  /** Makes one writer the only one. A location that it gives is recorded as staged in the same transaction. */
  claimUpload(request: UploadClaimRequest): Promise<UploadClaim>;

  /** Keeps a claim, and the session's life, going. `false` if the claim was lost. */
  renewUploadClaim(id: UploadId, writer: string, leaseSeconds: number): Promise<boolean>;

  /** Gives up a claim with the state reached; `false`, and nothing changed, if the claim was lost. */
  releaseUpload(id: UploadId, writer: string, state: UploadState): Promise<boolean>;

  /**
   * Closes a session: the blob belongs to the repository from here on, with a lease that keeps it until its manifest
   * comes. If the digest is known already, its first location stays and this one goes to the trash. If that blob is
   * damaged, it has this location from here on, in every repository, and the old location goes to the trash for as long
   * as the bytes of a deleted blob do.
   * @throws RegistryError `BLOB_UPLOAD_UNKNOWN` if the claim was lost or the location is no longer staged
   */
  finishUpload(finish: UploadFinish): Promise<void>;

  /**
   * Ends a session for clients. The caller aborts it in the blob store and then forgets it.
   * @param writer ends the session only if this attempt holds its claim: a writer that failed gives its own name, and a
   * client that cancels gives none
   * @returns `undefined`, and nothing changed, if there is no such open session or the writer has lost its claim
   */
  cancelUpload(repository: RepositoryName, id: UploadId, writer?: string): Promise<UploadSession | undefined>;

  /**
   * Sessions that were cancelled or expired, for the caller to abort in the blob store and then forget. Each is given to
   * one caller at a time, and again after `leaseSeconds` if it is not forgotten by then.
   */
  claimDeadUploads(limit: number, leaseSeconds: number): Promise<readonly UploadSession[]>;

  /** The last trace of a session whose bytes are freed. */
  forgetUpload(id: UploadId): Promise<void>;
}

export interface Reclaim {
  /**
   * Takes blobs from repositories where no manifest references them and their lease is over, as `deleteBlob` does.
   * @returns how many it took, at most `limit`; fewer when no more are due
   */
  deleteUnreferencedBlobs(limit: number): Promise<number>;

  /**
   * Locations whose bytes nothing can need any more: in the trash past its delay, or staged by a session that is gone.
   * From here on they can't come back to life. Each is given to one caller at a time, and again after `leaseSeconds` if it
   * is not forgotten by then.
   */
  claimTrash(limit: number, leaseSeconds: number): Promise<readonly BlobLocation[]>;

  /**
   * Forgets repositories that have no content any more, so that a list of repositories need not skip them. It changes no
   * answer, and a push to one of them that arrives meanwhile succeeds.
   */
  deleteEmptyRepositories(): Promise<void>;

  /** The last trace of a location whose bytes are deleted. */
  forgetLocation(location: BlobLocation): Promise<void>;

  /**
   * Whether it is this caller's turn to do something that is due every so often: `true` for one of all who ask, on
   * whatever replica, and again for one of them after `everySeconds`.
   */
  claimTurn(task: string, everySeconds: number): Promise<boolean>;
}

/** Which registry this is, for a comparison with the mark in its blob store. */
export interface Identity {
  /** The id of this registry; `undefined` before the first `createRegistryId`. */
  findRegistryId(): Promise<RegistryId | undefined>;

  /** Gives this registry an id, unless it has one. All replicas get the same. */
  createRegistryId(): Promise<RegistryId>;

  /** Where some blobs are that are not damaged: up to `limit` locations, and none only if there are no such blobs. */
  sampleLocations(limit: number): Promise<readonly BlobLocation[]>;
}
