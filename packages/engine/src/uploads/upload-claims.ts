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
  type UploadState,
  type Uploads,
} from '@lading/core';
import type { EngineLog } from '../log/engine-log.js';
import { HeldClaims } from './held-claims.js';

/** A session of which this request is the only writer until `signal` fires. */
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

const betweenLooksMilliseconds = 250;
/** The time in which requests without a connection can store the bytes that arrived and release their claims at a stop. */
const settleMilliseconds = 2000;

/** Allows one writer of an upload at a time, over all replicas. */
export class UploadClaims {
  private readonly held: HeldClaims;
  private readonly running = new Set<Promise<unknown>>();
  private readonly stopping = new AbortController();

  constructor(
    private readonly uploads: Uploads,
    private readonly leaseSeconds: number,
    private readonly log: EngineLog,
  ) {
    this.held = new HeldClaims(uploads, leaseSeconds, log);
  }

  /** Runs `work` as the only writer, or returns the outcome of the claim if the upload cannot be claimed. */
  async run<Result>(
    request: ClaimRequest,
    work: (claimed: ClaimedUpload) => Promise<Result>,
  ): Promise<{ readonly done: Result } | ClaimOutcome> {
    const running = this.claimAndRun(request, work);
    this.running.add(running);
    try {
      return await running;
    } finally {
      this.running.delete(running);
    }
  }

  /**
   * Ends all work, so that this process holds no claim when the metadata store is closed. Work that is still running after
   * two seconds is interrupted, and loses the bytes that are not stored yet.
   */
  async close(): Promise<void> {
    this.stopping.abort(new RegistryError('UNAVAILABLE', 'the registry is stopping'));
    const ended = Promise.allSettled(this.running);
    const patience = new AbortController();
    await Promise.race([ended, delay(settleMilliseconds, undefined, { signal: patience.signal })]);
    patience.abort();
    this.held.abort(this.stopping.signal.reason);
    await ended;
  }

  private async claimAndRun<Result>(
    request: ClaimRequest,
    work: (claimed: ClaimedUpload) => Promise<Result>,
  ): Promise<{ readonly done: Result } | ClaimOutcome> {
    const writer = randomUUID();
    const claim = await this.claim({ ...request, writer, leaseSeconds: this.leaseSeconds });
    if (claim.outcome !== 'claimed') return claim;
    const { signal, letGo } = this.held.keep(request.id, writer);
    try {
      return { done: await work({ session: claim.session, writer, signal }) };
    } finally {
      letGo();
    }
  }

  /**
   * Claims an upload, even if its writer died with its replica: the client retries at once and must not be refused. A request
   * that finds an upload busy waits until the claim expires, or until the writer renews it, which shows that the writer is
   * alive.
   */
  private async claim(request: UploadClaimRequest): Promise<UploadClaim> {
    const tolerance = this.held.renewalMilliseconds / 2;
    this.stopping.signal.throwIfAborted();
    let claim = await this.uploads.claim(request);
    const expected = endOf(claim);
    while (claim.outcome === 'busy' && !this.held.has(request.id) && endOf(claim) < expected + tolerance) {
      this.stopping.signal.throwIfAborted();
      await delay(betweenLooksMilliseconds);
      claim = await this.uploads.claim(request);
    }
    return claim;
  }

  /**
   * Releases a claim and stores the new state.
   * @throws RegistryError `BLOB_UPLOAD_INVALID` with the reason `claim-lost` if the claim was lost before
   */
  async release({ session, writer }: ClaimedUpload, state: UploadState): Promise<void> {
    if (await this.uploads.release(session.id, writer, state)) return;
    throw new RegistryError('BLOB_UPLOAD_INVALID', 'another request has taken over this upload', {
      reason: 'claim-lost',
    });
  }

  /** Releases a claim with the previous state. It only logs a failure, because its caller reports an earlier one. */
  async rollBack({ session, writer }: ClaimedUpload): Promise<void> {
    try {
      await this.uploads.release(session.id, writer, session.state);
    } catch (error) {
      this.log.warn(`upload ${session.id} stays claimed until its lease ends: ${String(error)}`);
    }
  }
}

/** The time, by this process's clock, at which another writer's claim ends if it is not renewed. */
function endOf(claim: UploadClaim): number {
  return claim.outcome === 'busy' ? performance.now() + claim.secondsLeft * 1000 : 0;
}
