import { Worker } from 'node:worker_threads';
import { RegistryError } from '@lading/core';
import type { HashingAnswer, HashingJob } from './hashing-job.js';

/** A worker thread runs built files only, also for tests that run the sources. */
const folder = new URL(import.meta.url.endsWith('.ts') ? '../../dist/password/' : './', import.meta.url);

interface Waiting {
  resolve(tag: Uint8Array): void;
  reject(error: Error): void;
}

/**
 * Computes hashes one after another in a worker thread. The thread starts with the first job, starts again after it has crashed,
 * and keeps the process alive only while it has a job.
 */
export class HashingThread {
  #worker: Worker | undefined;
  readonly #waiting = new Map<number, Waiting>();
  #jobs = 0;
  #isClosed = false;

  /** @param program answers each `{ number, job }` with a `HashingAnswer` */
  constructor(private readonly program = new URL('hashing-worker.js', folder)) {}

  /** @throws RegistryError `UNAVAILABLE` if the thread crashes or is closed */
  compute(job: HashingJob): Promise<Uint8Array> {
    if (this.#isClosed) return Promise.reject(unavailable('the thread for passwords is closed'));
    this.#worker ??= this.#start();
    const number = ++this.#jobs;
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, { resolve, reject });
      this.#worker?.ref();
      this.#worker?.postMessage({ number, job });
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#worker?.terminate();
  }

  #start(): Worker {
    // Options of the process, such as `--input-type`, may be wrong for the thread.
    const worker = new Worker(this.program, { execArgv: [] });
    let crash: unknown;
    worker.on('message', (answer: HashingAnswer) => this.#settle(worker, answer));
    worker.on('error', (error) => {
      crash = error;
    });
    worker.on('exit', () => {
      this.#worker = undefined;
      this.#rejectAll(crash);
    });
    return worker;
  }

  #settle(worker: Worker, { number, tag, failure }: HashingAnswer): void {
    const waiting = this.#waiting.get(number);
    this.#waiting.delete(number);
    if (this.#waiting.size === 0) worker.unref();
    if (tag !== undefined) waiting?.resolve(tag);
    else waiting?.reject(new Error(`the hash of a password could not be computed: ${failure}`));
  }

  #rejectAll(cause: unknown): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(unavailable('the thread for passwords has ended', cause));
  }
}

function unavailable(message: string, cause?: unknown): RegistryError {
  return new RegistryError('UNAVAILABLE', message, { cause });
}
