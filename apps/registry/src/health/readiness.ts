import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';

/** A part that the registry can't do without. */
export interface HealthPart {
  check(signal?: AbortSignal): Promise<void>;
}

export type PartHealth = 'ok' | 'failing';

/** What `/health/ready` tells. It names parts, and never what went wrong in them: that is in the log. */
export interface ReadinessReport {
  readonly status: 'ready' | 'not ready' | 'stopping';
  readonly parts: Readonly<Record<string, PartHealth>>;
}

const patienceMilliseconds = 2000;

/** Asks the parts how they are; an answer is shared for a second, so that probes can't flood the database. */
export class Readiness {
  readonly #parts: Readonly<Record<string, HealthPart>>;
  readonly #logger: Logger;
  readonly #sharedMilliseconds: number;
  readonly #failing = new Set<string>();
  #isStopping = false;
  #asked = {
    at: Number.NEGATIVE_INFINITY,
    report: Promise.resolve<ReadinessReport>({ status: 'not ready', parts: {} }),
  };

  /** @param sharedMilliseconds how long an answer is good for all who ask */
  constructor(parts: Readonly<Record<string, HealthPart>>, logger: Logger, sharedMilliseconds = 1000) {
    this.#parts = parts;
    this.#logger = logger;
    this.#sharedMilliseconds = sharedMilliseconds;
  }

  /** From here on the answer is no, so that load balancers look elsewhere. */
  stop(): void {
    this.#isStopping = true;
  }

  async report(): Promise<ReadinessReport> {
    if (this.#isStopping) return { status: 'stopping', parts: {} };
    const now = performance.now();
    if (now - this.#asked.at >= this.#sharedMilliseconds) this.#asked = { at: now, report: this.#ask() };
    return this.#asked.report;
  }

  async #ask(): Promise<ReadinessReport> {
    const names = Object.keys(this.#parts);
    const healths = await Promise.all(names.map((name) => this.#askPart(name)));
    const parts = Object.fromEntries(names.map((name, index) => [name, healths[index] ?? 'failing']));
    return { status: healths.every((health) => health === 'ok') ? 'ready' : 'not ready', parts };
  }

  async #askPart(name: string): Promise<PartHealth> {
    const patience = new AbortController();
    try {
      const tooLate = delay(patienceMilliseconds, undefined, { signal: patience.signal, ref: false }).then(() => {
        throw new Error(`no answer within ${patienceMilliseconds} ms`);
      });
      tooLate.catch(() => undefined);
      await Promise.race([this.#parts[name]?.check(patience.signal), tooLate]);
      this.#tell(name);
      return 'ok';
    } catch (error) {
      this.#tell(name, error);
      return 'failing';
    } finally {
      patience.abort();
    }
  }

  /** The log tells when a part's health changes, not each time that somebody asks. */
  #tell(part: string, error?: unknown): void {
    if (error !== undefined && !this.#failing.has(part)) {
      this.#failing.add(part);
      this.#logger.warn({ part, err: error }, `${part} can't be used: not ready`);
    } else if (error === undefined && this.#failing.delete(part))
      this.#logger.info({ part }, `${part} can be used again`);
  }
}
