import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { RequestObserver } from '../request/observe-requests.js';
import { TaskMetrics } from './task-metrics.js';

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** The counts of a pool of database connections. */
export interface PoolCounts {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

/** The counts of a method. They are plain numbers until metrics are read, because finding a label costs more than adding. */
interface MethodCounts {
  readonly method: string;
  running: number;
  bytesIn: number;
  bytesOut: number;
  cut: number;
}

/**
 * The metrics of one process. Labels are methods, route patterns and statuses, but never names from clients, so that clients
 * cannot create many labels.
 */
export class RegistryMetrics {
  readonly registry = new Registry();
  readonly tasks = new TaskMetrics(this.registry);

  readonly #requests = new Histogram({
    name: 'lading_http_request_duration_seconds',
    help: 'Duration of requests, from the first line to the end of the response.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60, 600],
    registers: [this.registry],
  });

  readonly #methods = new Map<string, MethodCounts>();

  readonly #freed = this.#counter('lading_freed_total', 'Unfinished uploads and blobs whose bytes were deleted.', [
    'what',
  ]);

  readonly #damaged = this.#counter(
    'lading_damaged_blobs_total',
    'Blobs whose stored bytes were found to be missing or wrong.',
    [],
  );

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    this.#countOfMethods('lading_http_received_bytes_total', 'Bytes received from clients.', 'bytesIn');
    this.#countOfMethods('lading_http_sent_bytes_total', 'Bytes sent to clients.', 'bytesOut');
    this.#countOfMethods('lading_http_requests_cut_total', 'Responses that were not sent completely.', 'cut');
    this.#watchRunning();
  }

  get observer(): RequestObserver {
    return {
      started: (method) => {
        this.#countsOf(method).running += 1;
      },
      finished: (request) => {
        const { route, status, seconds, bytesIn, bytesOut, complete } = request;
        const counts = this.#countsOf(request.method);
        counts.running -= 1;
        counts.bytesIn += bytesIn;
        counts.bytesOut += bytesOut;
        if (!complete) counts.cut += 1;
        this.#requests.observe({ method: counts.method, route, status }, seconds);
      },
    };
  }

  countFreed(what: 'upload' | 'blob'): void {
    this.#freed.inc({ what });
  }

  countDamaged(): void {
    this.#damaged.inc();
  }

  /** Adds the connections of a pool to the metrics. */
  watchPool(pool: PoolCounts): void {
    new Gauge({
      name: 'lading_database_connections',
      help: 'Connections to the database by state; `waiting` counts requests that wait for a connection.',
      labelNames: ['state'],
      registers: [this.registry],
      collect() {
        this.set({ state: 'busy' }, pool.totalCount - pool.idleCount);
        this.set({ state: 'idle' }, pool.idleCount);
        this.set({ state: 'waiting' }, pool.waitingCount);
      },
    });
  }

  #countsOf(requested: string): MethodCounts {
    const method = known(requested);
    let counts = this.#methods.get(method);
    if (counts === undefined) {
      counts = { method, running: 0, bytesIn: 0, bytesOut: 0, cut: 0 };
      this.#methods.set(method, counts);
    }
    return counts;
  }

  #watchRunning(): void {
    const methods = this.#methods;
    new Gauge({
      name: 'lading_http_requests_in_flight',
      help: 'Requests in progress: PATCH, POST and PUT receive content, GET sends it.',
      labelNames: ['method'],
      registers: [this.registry],
      collect() {
        for (const { method, running } of methods.values()) this.set({ method }, running);
      },
    });
  }

  #countOfMethods(name: string, help: string, count: 'bytesIn' | 'bytesOut' | 'cut'): void {
    const methods = this.#methods;
    new Counter({
      name,
      help,
      labelNames: ['method'],
      registers: [this.registry],
      collect() {
        this.reset();
        for (const counts of methods.values()) this.inc({ method: counts.method }, counts[count]);
      },
    });
  }

  #counter(name: string, help: string, labelNames: string[]): Counter {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }
}

/** The method as a label. The parser of Node accepts thirty more methods. */
function known(method: string): string {
  return methods.has(method) ? method : 'other';
}
