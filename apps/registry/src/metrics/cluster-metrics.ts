import type { Worker } from 'node:cluster';
import { AggregatorRegistry, Counter, Registry } from 'prom-client';
import { askWorker } from './worker-metrics.js';

/** The metrics of all workers added up, with what the primary process alone knows. */
export class ClusterMetrics {
  readonly #primary = new Registry();
  readonly #restarts = new Counter({
    name: 'lading_worker_restarts_total',
    help: 'Worker processes that ended and were replaced.',
    registers: [this.#primary],
  });

  readonly #readyWorkers: () => readonly Worker[];

  /** @param readyWorkers those that can be asked: one that still starts would not answer */
  constructor(readyWorkers: () => readonly Worker[]) {
    this.#readyWorkers = readyWorkers;
  }

  countRestart(): void {
    this.#restarts.inc();
  }

  /** @throws Error if one of the workers does not answer */
  async read(): Promise<string> {
    const answers = await Promise.all([this.#primary.getMetricsAsJSON(), ...this.#readyWorkers().map(askWorker)]);
    return AggregatorRegistry.aggregate(answers.filter((values) => values !== undefined)).metrics();
  }
}
