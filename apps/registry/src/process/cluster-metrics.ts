import type { Worker } from 'node:cluster';
import { AggregatorRegistry, Counter, Registry } from 'prom-client';
import { askWorker } from './worker-metrics.js';

/** The sum of the metrics of all workers, and the metrics of the primary process. */
export class ClusterMetrics {
  readonly #primary = new Registry();
  readonly #restarts = new Counter({
    name: 'lading_worker_restarts_total',
    help: 'Worker processes that ended and were replaced.',
    registers: [this.#primary],
  });

  readonly #readyWorkers: () => readonly Worker[];

  /** @param readyWorkers returns the workers that can answer; one that is still starting cannot */
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
