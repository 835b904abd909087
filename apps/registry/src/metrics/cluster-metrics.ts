import { AggregatorRegistry, Counter, Registry } from 'prom-client';

/** The metrics of all workers added up, with what the primary process alone knows. */
export class ClusterMetrics {
  readonly #workers = new AggregatorRegistry();
  readonly #primary = new Registry();
  readonly #restarts = new Counter({
    name: 'lading_worker_restarts_total',
    help: 'Worker processes that ended and were replaced.',
    registers: [this.#primary],
  });

  countRestart(): void {
    this.#restarts.inc();
  }

  async read(): Promise<string> {
    const [workers, primary] = await Promise.all([this.#workers.clusterMetrics(), this.#primary.metrics()]);
    return `${workers}\n${primary}`;
  }
}
