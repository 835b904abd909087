import {
  type BlobLocation,
  type BlobRecord,
  type Change,
  type ChangeAuthor,
  type ChangeEvent,
  checkOptions,
  type Digest,
  type OptionRules,
  type Position,
  type PushedManifest,
  type ReferrerEntry,
  type RegistryId,
  type RepositoryName,
  type Tag,
  type UploadId,
  type UploadSession,
} from '@lading/core';

export interface MemoryMetadataStoreOptions {
  /** The store's clock, in milliseconds since 1970; `Date.now` if absent. */
  readonly now?: () => number;
  /** How long a blob that nothing references yet is kept at least; 24 hours if absent. */
  readonly leaseSeconds?: number;
  /** How long bytes outlive the last repository that had them, for those who still read them; 24 hours if absent. */
  readonly trashSeconds?: number;
}

const rules = {
  now: 'function?',
  leaseSeconds: 'non-negative number?',
  trashSeconds: 'non-negative number?',
} as const satisfies OptionRules<MemoryMetadataStoreOptions>;

/** A manifest and its entry in a list of referrers. */
export interface StoredManifest extends PushedManifest {
  readonly entry: ReferrerEntry;
}

/** The content of one repository. */
export interface RepositoryContent {
  /** Its blobs, with the time until which each is kept although nothing references it. */
  readonly blobs: Map<Digest, number>;
  readonly manifests: Map<Digest, StoredManifest>;
  readonly tags: Map<Tag, Digest>;
}

export function hasContent({ blobs, manifests }: RepositoryContent): boolean {
  return blobs.size + manifests.size > 0;
}

/** The life of one location: staged → live → trash → deleting. */
export interface StoredObject {
  state: 'staged' | 'live' | 'trash' | 'deleting';
  readonly uploadId: UploadId;
  /** The earliest time at which its bytes may go, unless it is live. */
  deleteAfter: number;
}

export interface StoredUpload {
  session: UploadSession;
  /** The client that opened it. */
  readonly client: string | undefined;
  readonly idleSeconds: number;
  status: 'open' | 'cancelled' | 'finished';
  expiresAt: number;
  writer: string | undefined;
  claimedUntil: number;
  finishedDigest: Digest | undefined;
}

/** All that the store knows. Methods that change it run without a pause, which is what makes each of them atomic. */
export class MemoryRegistry {
  id: RegistryId | undefined;
  readonly repositories = new Map<RepositoryName, RepositoryContent>();
  readonly blobs = new Map<Digest, BlobRecord>();
  /** Blobs whose bytes are known to be missing or wrong. */
  readonly damaged = new Set<Digest>();
  readonly objects = new Map<BlobLocation, StoredObject>();
  readonly uploads = new Map<UploadId, StoredUpload>();
  /** When each task is due again. */
  readonly turns = new Map<string, number>();
  /** The log, oldest first. The position of a change counts those before it, also those that were deleted. */
  readonly changes: Change[] = [];
  #logged = 0;
  /** The last checked change of each repository that has one, settled when it has ended. */
  readonly #lastChecked = new Map<RepositoryName, Promise<void>>();
  readonly #options: Required<MemoryMetadataStoreOptions>;

  constructor(options: MemoryMetadataStoreOptions = {}) {
    checkOptions('MemoryMetadataStore', options, rules);
    const day = 24 * 60 * 60;
    this.#options = { now: Date.now, leaseSeconds: day, trashSeconds: day, ...options };
  }

  get now(): number {
    return this.#options.now();
  }

  get leaseSeconds(): number {
    return this.#options.leaseSeconds;
  }

  /** The time that is so many seconds from now. */
  after(seconds: number): number {
    return this.now + seconds * 1000;
  }

  repository(name: RepositoryName): RepositoryContent {
    const known = this.repositories.get(name);
    if (known !== undefined) return known;
    const created: RepositoryContent = { blobs: new Map(), manifests: new Map(), tags: new Map() };
    this.repositories.set(name, created);
    return created;
  }

  /** Runs the checked changes of a repository one after the other. */
  async inTurn<Result>(name: RepositoryName, change: () => Promise<Result>): Promise<Result> {
    const result = (this.#lastChecked.get(name) ?? Promise.resolve()).then(change);
    const ended = result.then(
      () => {},
      () => {},
    );
    this.#lastChecked.set(name, ended);
    await ended;
    if (this.#lastChecked.get(name) === ended) this.#lastChecked.delete(name);
    return result;
  }

  /** Logs a change, in the step that makes it. */
  log(repository: RepositoryName, by: ChangeAuthor, event: ChangeEvent): void {
    this.#logged += 1;
    const position = String(this.#logged) as Position;
    this.changes.push({ position, at: new Date(this.now), repository, ...by, ...event });
  }

  /** A blob of a repository, with the bytes that its digest stands for. */
  findBlob(name: RepositoryName, digest: Digest): BlobRecord | undefined {
    if (this.damaged.has(digest)) return undefined;
    return this.repositories.get(name)?.blobs.has(digest) ? this.blobs.get(digest) : undefined;
  }

  /** Gives a blob to a repository, or keeps it there a while longer. */
  linkBlob(name: RepositoryName, digest: Digest): void {
    const { blobs } = this.repository(name);
    blobs.set(digest, Math.max(blobs.get(digest) ?? 0, this.after(this.leaseSeconds)));
  }

  /** Takes a blob from a repository; its bytes go to the trash with the last repository that had it. */
  unlinkBlob(name: RepositoryName, digest: Digest, by: ChangeAuthor): void {
    this.repositories.get(name)?.blobs.delete(digest);
    const blob = this.blobs.get(digest);
    if (blob === undefined) return;
    this.log(name, by, { kind: 'blob.deleted', digest, size: blob.size });
    if ([...this.repositories.values()].some(({ blobs }) => blobs.has(digest))) return;
    this.blobs.delete(digest);
    this.damaged.delete(digest);
    this.discard(blob.location, this.after(this.#options.trashSeconds));
  }

  /** Stores a blob that was just uploaded, or keeps the known one unless it is damaged. */
  storeBlob(blob: BlobRecord): void {
    const known = this.blobs.get(blob.digest);
    const isKept = known !== undefined && !this.damaged.delete(blob.digest);
    if (isKept) this.discard(blob.location, this.now);
    else this.blobs.set(blob.digest, blob);
    if (known !== undefined && !isKept) this.discard(known.location, this.after(this.#options.trashSeconds));
  }

  /** Marks a blob as damaged, if it still has this location. */
  markDamaged({ digest, location }: Pick<BlobRecord, 'digest' | 'location'>): boolean {
    if (this.blobs.get(digest)?.location !== location || this.damaged.has(digest)) return false;
    this.damaged.add(digest);
    return true;
  }

  /** Sends the bytes of a location to the trash. */
  discard(location: BlobLocation, deleteAfter: number): void {
    const object = this.objects.get(location);
    if (object !== undefined) Object.assign(object, { state: 'trash', deleteAfter });
  }
}

/** Whether a manifest lists this digest, as a blob or as an entry of an index. */
export function references({ blobs, children }: PushedManifest, digest: Digest): boolean {
  return [...blobs, ...children].some((descriptor) => descriptor.digest === digest);
}

/** Whether anything in the repository needs this blob. */
export function isReferenced({ manifests }: RepositoryContent, digest: Digest): boolean {
  return [...manifests.values()].some((manifest) => references(manifest, digest));
}
