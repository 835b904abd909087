import type { HttpRequest } from './exchange.js';

/**
 * Limits the requests that wait for a response of one host. Reads and writes have limits of their own, because a write may
 * read its content from the same host. A response counts until its head arrives.
 */
export class RequestLimit {
  readonly #gates = new Map<string, Gate>();

  constructor(private readonly concurrency: number) {}

  /** Runs `send` when the limit allows it. Rejects with the signal's reason if it fires first. */
  async run<Result>(request: HttpRequest, send: () => Promise<Result>): Promise<Result> {
    const gate = this.#gateOf(request);
    await gate.enter(request.signal);
    try {
      return await send();
    } finally {
      gate.leave();
    }
  }

  #gateOf({ method, url }: HttpRequest): Gate {
    const key = `${method === 'GET' || method === 'HEAD' ? 'read' : 'write'} ${url.host}`;
    const gate = this.#gates.get(key) ?? new Gate(this.concurrency);
    this.#gates.set(key, gate);
    return gate;
  }
}

/** A semaphore that admits in order of arrival. */
class Gate {
  readonly #waiting = new Set<() => void>();
  #free: number;

  constructor(places: number) {
    this.#free = places;
  }

  async enter(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (this.#free > 0) this.#free -= 1;
    else await this.#wait(signal);
  }

  leave(): void {
    const [next] = this.#waiting;
    if (next === undefined) this.#free += 1;
    else next();
  }

  #wait(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (done: () => void) => {
        this.#waiting.delete(admit);
        signal?.removeEventListener('abort', onAbort);
        done();
      };
      const admit = () => settle(resolve);
      const onAbort = () => settle(() => reject(signal?.reason));
      this.#waiting.add(admit);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }
}
