import type { Access, SignInOutcome } from '@lading/access';
import type { Refusal } from '@lading/core';
import { Counter, Gauge, type Registry } from 'prom-client';

const signInOutcomes: readonly SignInOutcome['outcome'][] = ['signed-in', 'refused', 'limited'];
const refusalOutcomes: readonly Refusal['outcome'][] = ['rejected', 'denied'];

/** The metrics of access control. Labels are never names or addresses. */
export class AccessMetrics {
  readonly #signIns: Counter;
  readonly #refusals: Counter;
  readonly #file: Gauge;

  constructor({ live, audit }: Pick<Access, 'live' | 'audit'>, registry: Registry) {
    const registers = [registry];
    this.#signIns = new Counter({
      name: 'lading_sign_ins_total',
      help: 'Sign-ins with a name and a secret, by outcome; `limited` after too many wrong secrets.',
      labelNames: ['outcome'],
      registers,
    });
    this.#refusals = new Counter({
      name: 'lading_access_refused_total',
      help: 'Requests with credentials that were refused: `rejected` if the credentials are wrong, `denied` by the rules.',
      labelNames: ['outcome'],
      registers,
    });
    this.#file = new Gauge({
      name: 'lading_access_file_info',
      help: 'The SHA-256 of the access file that is in force; it differs while replicas have different files.',
      labelNames: ['sha256'],
      registers,
      aggregator: 'max',
    });
    for (const outcome of signInOutcomes) this.#signIns.inc({ outcome }, 0);
    for (const outcome of refusalOutcomes) this.#refusals.inc({ outcome }, 0);
    new Gauge({
      name: 'lading_access_view_age_seconds',
      help: 'The age of the users, robots and rules in force; over 10 means that the database cannot be read.',
      registers,
      aggregator: 'max',
      collect() {
        this.set(live.ageSeconds);
      },
    });
    new Counter({
      name: 'lading_audit_dropped_total',
      help: 'Events that are missing in the audit because too many waited.',
      registers,
      collect() {
        this.reset();
        this.inc(audit.dropped);
      },
    });
  }

  countSignIn(outcome: SignInOutcome['outcome']): void {
    this.#signIns.inc({ outcome });
  }

  countRefusal(outcome: Refusal['outcome']): void {
    this.#refusals.inc({ outcome });
  }

  setFile(sha256: string): void {
    this.#file.reset();
    this.#file.set({ sha256 }, 1);
  }
}
