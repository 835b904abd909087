import { RegistryError, type UploadId, type Uploads } from '@lading/core';
import type { EngineLog } from '../log/engine-log.js';

interface HeldClaim {
  readonly id: UploadId;
  readonly writer: string;
  readonly lost: AbortController;
  /** Milliseconds since the epoch, by this process's clock. */
  heldUntil: number;
}

/** A claim that is renewed until it is released with `letGo`. */
export interface KeptClaim {
  /** Fires when the claim is lost, or could not be renewed in time. */
  readonly signal: AbortSignal;
  letGo(): void;
}

/** Renewals within one lease: a claim survives a database that does not answer for most of the lease. */
const renewals = 6;

/**
 * Renews the claims that this process holds. It renews all of them at the same time, so that the metadata store can use one
 * statement: hundreds of slow uploads then cost no more commits than one.
 */
export class HeldClaims {
  private readonly held = new Set<HeldClaim>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly uploads: Pick<Uploads, 'renewClaim'>,
    private readonly leaseSeconds: number,
    private readonly log: EngineLog,
  ) {}

  get renewalMilliseconds(): number {
    return (this.leaseSeconds * 1000) / renewals;
  }

  /** Whether a writer in this process holds a claim on this upload. */
  has(id: UploadId): boolean {
    return [...this.held].some((claim) => claim.id === id);
  }

  /** Keeps a claim that was made just now. */
  keep(id: UploadId, writer: string): KeptClaim {
    const claim = { id, writer, lost: new AbortController(), heldUntil: this.leaseFrom(Date.now()) };
    this.held.add(claim);
    this.timer ??= setInterval(() => void this.renewAll(), this.renewalMilliseconds).unref();
    return { signal: claim.lost.signal, letGo: () => this.letGo(claim) };
  }

  /** Interrupts all writers. */
  abort(reason: RegistryError): void {
    for (const { lost } of this.held) lost.abort(reason);
  }

  private letGo(claim: HeldClaim): void {
    this.held.delete(claim);
    if (this.held.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private async renewAll(): Promise<void> {
    const outcomes = await Promise.allSettled([...this.held].map((claim) => this.renew(claim)));
    const failed = outcomes.filter((outcome) => outcome.status === 'rejected');
    if (failed.length === 0) return;
    const error: unknown = failed[0]?.reason;
    this.log.warn(`${failed.length} claims on uploads could not be renewed: ${String(error)}`);
  }

  private async renew(claim: HeldClaim): Promise<void> {
    const asked = Date.now();
    try {
      const isHeld = await this.uploads.renewClaim(claim.id, claim.writer, this.leaseSeconds);
      if (isHeld) claim.heldUntil = this.leaseFrom(asked);
      else claim.lost.abort(lostClaim());
    } catch (error) {
      if (Date.now() >= claim.heldUntil) claim.lost.abort(unkeptClaim());
      throw error;
    }
  }

  private leaseFrom(time: number): number {
    return time + this.leaseSeconds * 1000;
  }
}

/** The metadata store could not be reached, which is not the client's fault. */
function unkeptClaim(): RegistryError {
  return new RegistryError('UNAVAILABLE', 'the claim on this upload could not be kept');
}

function lostClaim(): RegistryError {
  return new RegistryError('BLOB_UPLOAD_INVALID', 'the claim on this upload was lost', { reason: 'claim-lost' });
}
