import cluster, { type Worker } from 'node:cluster';
import { performance } from 'node:perf_hooks';
import type { Logger } from 'pino';
import type { RegistryConfiguration } from '../configuration/registry-configuration.js';
import { isMessage, type MessageToPrimary, type MessageToWorker } from './messages.js';

export interface WorkerSlotEvents {
  ready(port: number): void;
  /** The worker reports that another start would not help. */
  unable(reason: string, faults: readonly string[]): void;
  /** The worker ended; `tries` workers in a row ended early. */
  ended(tries: number): void;
  metricsWanted(answer: (text: string | undefined) => void): void;
}

const longestPauseMilliseconds = 10_000;
/** A worker that ran for at least this time is replaced without a pause. */
const soundMilliseconds = 10_000;

/** Keeps one worker running: when its process ends, it starts another one. */
export class WorkerSlot {
  readonly #configuration: RegistryConfiguration;
  readonly #events: WorkerSlotEvents;
  readonly #logger: Logger;
  #worker: Worker | undefined;
  #isReady = false;
  #isStopping = false;
  #earlyEnds = 0;
  #pause: NodeJS.Timeout | undefined;
  #whenEmpty: () => void = () => undefined;

  constructor(configuration: RegistryConfiguration, events: WorkerSlotEvents, logger: Logger) {
    this.#configuration = configuration;
    this.#events = events;
    this.#logger = logger;
  }

  /** The worker, if it is ready. */
  get readyWorker(): Worker | undefined {
    return this.#isReady && this.#worker?.isConnected() === true ? this.#worker : undefined;
  }

  start(): void {
    const worker = cluster.fork();
    const begun = performance.now();
    this.#worker = worker;
    worker.on('message', (message: unknown) => {
      if (isMessage<MessageToPrimary>(message)) this.#receive(message);
    });
    worker.on('error', (err) => this.#logger.warn({ err, worker: worker.process.pid }, 'a message to a worker failed'));
    worker.once('exit', (code, signal) => this.#replace(worker, { code, signal }, performance.now() - begun));
  }

  /** Resolves when the process is gone. */
  async stop(now: boolean): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#pause);
    if (this.#worker === undefined) return;
    const empty = new Promise<void>((resolve) => {
      this.#whenEmpty = resolve;
    });
    if (now) this.hurry();
    else this.#send({ type: 'lading:stop', now });
    await empty;
  }

  /** Tells a stopping worker not to wait for transfers. Ends one that is still starting, which has none. */
  hurry(): void {
    if (this.#isReady) this.#send({ type: 'lading:stop', now: true });
    else this.kill();
  }

  kill(): void {
    this.#worker?.process.kill('SIGKILL');
  }

  #send(message: MessageToWorker): void {
    // Ignores errors: a worker may end at any time, and `exit` handles that.
    if (this.#worker?.isConnected() === true) this.#worker.send(message, () => undefined);
  }

  #receive(message: MessageToPrimary): void {
    if (message.type === 'lading:here') this.#send({ type: 'lading:start', configuration: this.#configuration });
    if (message.type === 'lading:ready') {
      this.#isReady = true;
      this.#events.ready(message.port);
    }
    if (message.type === 'lading:unable') this.#events.unable(message.reason, message.faults);
    if (message.type !== 'lading:all-metrics-wanted') return;
    this.#events.metricsWanted((text) => this.#send({ type: 'lading:all-metrics', id: message.id, text }));
  }

  #replace(worker: Worker, end: { code: number | null; signal: string | null }, lived: number): void {
    this.#worker = undefined;
    this.#isReady = false;
    if (this.#isStopping) {
      this.#whenEmpty();
      return;
    }
    this.#earlyEnds = lived >= soundMilliseconds ? 0 : this.#earlyEnds + 1;
    const pause = this.#earlyEnds <= 1 ? 0 : Math.min(longestPauseMilliseconds, 100 * 2 ** this.#earlyEnds);
    this.#logger.error({ worker: worker.process.pid, ...end, pause }, 'a worker ended: starting another');
    this.#pause = setTimeout(() => this.start(), pause);
    this.#events.ended(this.#earlyEnds);
  }
}
