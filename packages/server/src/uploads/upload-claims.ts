import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type BlobLocation,
  RegistryError,
  type RepositoryName,
  type UploadClaim,
  type UploadClaimRequest,
  type UploadId,
  type UploadSession,
  type UploadSessions,
  type UploadState,
} from '@lading/core';
import { Logger } from '@nestjs/common';

/** A session of which this request is the only writer, for as long as `signal` has not fired. */
export interface ClaimedUpload {
  readonly session: UploadSession;
  readonly writer: string;
  readonly signal: AbortSignal;
}

export interface ClaimRequest {
  readonly repository: RepositoryName;
  readonly id: UploadId;
  readonly locate?: (state: UploadState) => BlobLocation;
}

export type ClaimOutcome = Exclude<UploadClaim, { outcome: 'claimed' }>;

/** Renewals in the time of a lease: a database may be away for most of it. */
const renewals = 6;
const betweenLooksMilliseconds = 250;

/** Sees to it that an upload has one writer at a time, over all replicas (I9). */
export class UploadClaims {
  private readonly logger = new Logger('Uploads');
  /** What this process is writing to. */
  private readonly writing = new Set<UploadId>();

  constructor(
    private readonly sessions: UploadSessions,
    private readonly leaseSeconds: number,
  ) {}

  /** Does work as the only writer; gives back what the claim came to if it is not to be had. */
  async run<Result>(
    request: ClaimRequest,
    work: (claimed: ClaimedUpload) => Promise<Result>,
  ): Promise<{ readonly done: Result } | ClaimOutcome> {
    const writer = randomUUID();
    const claim = await this.claim({ ...request, writer, leaseSeconds: this.leaseSeconds });
    if (claim.outcome !== 'claimed') return claim;
    const lease = this.keep(request.id, writer);
    this.writing.add(request.id);
    try {
      return { done: await work({ session: claim.session, writer, signal: lease.signal }) };
    } finally {
      this.writing.delete(request.id);
      lease.stop();
    }
  }

  /**
   * Claims an upload, also one whose writer died with its replica: the client that it served comes back at once and should
   * not be sent away. So whoever finds it busy waits until the other one renews its claim, as one that lives does soon, or
   * until the claim is over.
   */
  private async claim(request: UploadClaimRequest): Promise<UploadClaim> {
    const tolerance = this.renewalMilliseconds / 2;
    let claim = await this.sessions.claimUpload(request);
    const expected = endOf(claim);
    while (claim.outcome === 'busy' && !this.writing.has(request.id) && endOf(claim) < expected + tolerance) {
      await delay(betweenLooksMilliseconds);
      claim = await this.sessions.claimUpload(request);
    }
    return claim;
  }

  private get renewalMilliseconds(): number {
    return (this.leaseSeconds * 1000) / renewals;
  }

  /**
   * Gives a claim up with the state that was reached.
   * @throws RegistryError `BLOB_UPLOAD_INVALID` with status 416 if it was lost before
   */
  async release({ session, writer }: ClaimedUpload, state: UploadState): Promise<void> {
    if (await this.sessions.releaseUpload(session.id, writer, state)) return;
    throw new RegistryError('BLOB_UPLOAD_INVALID', 'another request has taken over this upload', { status: 416 });
  }

  /** Gives a claim up with nothing changed, after a failure that matters more than one of this. */
  async rollBack({ session, writer }: ClaimedUpload): Promise<void> {
    try {
      await this.sessions.releaseUpload(session.id, writer, session.state);
    } catch (error) {
      this.logger.warn(`upload ${session.id} stays claimed until its lease ends: ${String(error)}`);
    }
  }

  private keep(id: UploadId, writer: string): { readonly signal: AbortSignal; stop(): void } {
    const controller = new AbortController();
    let heldUntil = Date.now() + this.leaseSeconds * 1000;
    const renew = async () => {
      const asked = Date.now();
      if (await this.sessions.renewUploadClaim(id, writer, this.leaseSeconds))
        heldUntil = asked + this.leaseSeconds * 1000;
      else controller.abort(lostClaim());
    };
    const timer = setInterval(
      () =>
        void renew().catch((error: unknown) => {
          this.logger.warn(`the claim on upload ${id} could not be renewed: ${String(error)}`);
          if (Date.now() >= heldUntil) controller.abort(unkeptClaim());
        }),
      this.renewalMilliseconds,
    ).unref();
    return { signal: controller.signal, stop: () => clearInterval(timer) };
  }
}

/** The time at which a claim of somebody else ends, by this process's clock, if it is not renewed. */
function endOf(claim: UploadClaim): number {
  return claim.outcome === 'busy' ? performance.now() + claim.secondsLeft * 1000 : 0;
}

/** Not the client's fault: the metadata could not be reached. */
function unkeptClaim(): RegistryError {
  return new RegistryError('UNAVAILABLE', 'the claim on this upload could not be kept');
}

function lostClaim(): RegistryError {
  return new RegistryError('BLOB_UPLOAD_INVALID', 'the claim on this upload was lost', { status: 416 });
}
