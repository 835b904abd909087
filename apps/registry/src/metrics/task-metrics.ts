import type { TaskRun } from '@lading/engine';
import { Counter, Gauge, type Registry } from 'prom-client';

const labelNames = ['task'];

/** Counts the runs of background tasks. Only tasks whose names were given have series. */
export class TaskMetrics {
  readonly #runs: Counter;
  readonly #failures: Counter;
  readonly #seconds: Counter;
  readonly #lastSuccess: Gauge;

  constructor(registry: Registry) {
    const registers = [registry];
    const counter = (name: string, help: string) => new Counter({ name, help, labelNames, registers });
    this.#runs = counter('lading_task_runs_total', 'Runs of background tasks, failed ones too.');
    this.#failures = counter('lading_task_failures_total', 'Runs of background tasks that failed.');
    this.#seconds = counter('lading_task_seconds_total', 'How long the runs of background tasks took together.');
    this.#lastSuccess = new Gauge({
      name: 'lading_task_last_success_timestamp_seconds',
      help: 'When a run of a background task last succeeded in this process; 0 before the first.',
      labelNames,
      registers,
      aggregator: 'max',
    });
  }

  /** Shows zeros for tasks that have not run yet. */
  expect(tasks: readonly string[]): void {
    for (const task of tasks) {
      for (const counter of [this.#runs, this.#failures, this.#seconds]) counter.inc({ task }, 0);
      this.#lastSuccess.set({ task }, 0);
    }
  }

  count({ task, seconds, error }: TaskRun): void {
    this.#runs.inc({ task });
    this.#seconds.inc({ task }, seconds);
    if (error === undefined) this.#lastSuccess.set({ task }, Date.now() / 1000);
    else this.#failures.inc({ task });
  }
}
