import {
  type BlobLocation,
  type BlobRecord,
  RegistryError,
  type RepositoryName,
  type UploadClaim,
  type UploadClaimRequest,
  type UploadFinish,
  type UploadId,
  type UploadSession,
  type UploadState,
  type Uploads,
} from '@lading/core';
import type { MemoryRegistry, StoredObject, StoredUpload } from './memory-registry.js';

/** How long a client that lost the answer may ask again. */
const finishedSeconds = 60 * 60;

export class MemoryUploads implements Uploads {
  readonly #registry: MemoryRegistry;

  constructor(registry: MemoryRegistry) {
    this.#registry = registry;
  }

  async create(session: UploadSession, idleSeconds: number, client?: string): Promise<void> {
    this.#registry.uploads.set(session.id, {
      session,
      client,
      idleSeconds,
      status: 'open',
      expiresAt: this.#registry.after(idleSeconds),
      writer: undefined,
      claimedUntil: 0,
      finishedDigest: undefined,
    });
  }

  async count(atMost: number, client?: string): Promise<number> {
    const { uploads, now } = this.#registry;
    const open = [...uploads.values()].filter(({ status, expiresAt }) => status === 'open' && expiresAt > now);
    return Math.min(atMost, open.filter((upload) => client === undefined || upload.client === client).length);
  }

  async find(repository: RepositoryName, id: UploadId): Promise<UploadSession | undefined> {
    return this.#find(repository, id, 'open')?.session;
  }

  async claim({ repository, id, writer, leaseSeconds, locate }: UploadClaimRequest): Promise<UploadClaim> {
    const digest = this.#find(repository, id, 'finished')?.finishedDigest;
    if (digest !== undefined) return { outcome: 'finished', digest };
    const upload = this.#find(repository, id, 'open');
    if (upload === undefined) return { outcome: 'unknown' };
    const { session } = upload;
    const secondsLeft = (upload.claimedUntil - this.#registry.now) / 1000;
    if (upload.writer !== undefined && upload.writer !== writer && secondsLeft > 0)
      return { outcome: 'busy', session, secondsLeft };
    upload.writer = writer;
    if (locate !== undefined) this.#stage(id, locate(session.state));
    this.#keep(upload, leaseSeconds);
    return { outcome: 'claimed', session };
  }

  async renewClaim(id: UploadId, writer: string, leaseSeconds: number): Promise<boolean> {
    const upload = this.#claimed(id, writer);
    if (upload !== undefined) this.#keep(upload, leaseSeconds);
    return upload !== undefined;
  }

  async release(id: UploadId, writer: string, state: UploadState): Promise<boolean> {
    const upload = this.#claimed(id, writer);
    if (upload === undefined) return false;
    upload.session = { ...upload.session, state };
    upload.writer = undefined;
    upload.expiresAt = this.#registry.after(upload.idleSeconds);
    return true;
  }

  async finish(finish: UploadFinish): Promise<void> {
    const { blob, isStored } = finish;
    this.#requireClaimed(finish);
    let trusted: BlobLocation | undefined;
    // Checks again if the digest has got another location meanwhile.
    for (let known = this.#known(blob); known !== undefined && known.location !== trusted; known = this.#known(blob)) {
      if (isStored === undefined || (await isStored(known))) trusted = known.location;
      else this.#registry.markDamaged(known);
    }
    this.#finish(finish);
  }

  /** The known blob of this digest, unless it is damaged. */
  #known({ digest }: BlobRecord): BlobRecord | undefined {
    return this.#registry.damaged.has(digest) ? undefined : this.#registry.blobs.get(digest);
  }

  #requireClaimed({ repository, id, writer, blob }: UploadFinish): { upload: StoredUpload; object: StoredObject } {
    const upload = this.#claimed(id, writer);
    const object = this.#registry.objects.get(blob.location);
    if (upload?.session.repository !== repository || object?.state !== 'staged' || object.uploadId !== id)
      throw new RegistryError('BLOB_UPLOAD_UNKNOWN', 'the upload was cancelled, expired or taken over');
    return { upload, object };
  }

  #finish(finish: UploadFinish): void {
    const { repository, blob } = finish;
    const { upload, object } = this.#requireClaimed(finish);
    object.state = 'live';
    this.#registry.storeBlob(blob);
    this.#registry.linkBlob(repository, blob.digest);
    upload.status = 'finished';
    upload.writer = undefined;
    upload.finishedDigest = blob.digest;
    upload.expiresAt = this.#registry.after(finishedSeconds);
  }

  async cancel(repository: RepositoryName, id: UploadId, writer?: string): Promise<UploadSession | undefined> {
    const upload = this.#find(repository, id, 'open');
    if (upload === undefined || (writer !== undefined && upload.writer !== writer)) return undefined;
    upload.status = 'cancelled';
    upload.claimedUntil = this.#registry.now;
    return upload.session;
  }

  async claimDead(limit: number, leaseSeconds: number): Promise<readonly UploadSession[]> {
    const { uploads, now } = this.#registry;
    for (const [id, { status, expiresAt }] of uploads)
      if (status === 'finished' && expiresAt <= now) uploads.delete(id);
    const dead = [...uploads.values()].filter((upload) => isDead(upload, now)).slice(0, limit);
    for (const upload of dead) {
      upload.status = 'cancelled';
      upload.claimedUntil = this.#registry.after(leaseSeconds);
    }
    return dead.map(({ session }) => session);
  }

  async forget(id: UploadId): Promise<void> {
    this.#registry.uploads.delete(id);
  }

  #find(repository: RepositoryName, id: UploadId, status: StoredUpload['status']): StoredUpload | undefined {
    const upload = this.#registry.uploads.get(id);
    const found = upload?.session.repository === repository && upload.status === status;
    return found && upload.expiresAt > this.#registry.now ? upload : undefined;
  }

  /** A lease that ran out is good until another writer takes the session. */
  #claimed(id: UploadId, writer: string): StoredUpload | undefined {
    const upload = this.#registry.uploads.get(id);
    return upload?.status === 'open' && upload.writer === writer ? upload : undefined;
  }

  #stage(uploadId: UploadId, location: BlobLocation): void {
    const { objects } = this.#registry;
    if (!objects.has(location)) objects.set(location, { state: 'staged', uploadId, deleteAfter: 0 });
  }

  /** Nobody may free what this writer may be writing, until its claim is over. */
  #keep(upload: StoredUpload, leaseSeconds: number): void {
    upload.claimedUntil = this.#registry.after(leaseSeconds);
    upload.expiresAt = Math.max(this.#registry.after(upload.idleSeconds), upload.claimedUntil);
    for (const object of this.#registry.objects.values())
      if (object.uploadId === upload.session.id && object.state === 'staged') object.deleteAfter = upload.claimedUntil;
  }
}

function isDead({ status, expiresAt, claimedUntil }: StoredUpload, now: number): boolean {
  return claimedUntil <= now && (status === 'cancelled' || (status === 'open' && expiresAt <= now));
}
