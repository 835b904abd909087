import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';

/** Something that the registry can't start without. */
export interface AwaitedService {
  /** As a log calls it: `database`. */
  readonly name: string;
  readonly betweenTriesMilliseconds: number;
  /** When to give up, by `performance.now()`. */
  readonly deadline: number;
  /** Uses it once. */
  attempt(): Promise<void>;
  /** Whether waiting may mend a failure. */
  mayPass(error: unknown): boolean;
  explain(error: unknown): Error;
}

/**
 * Tries until it works: services that start together with the registry may take longer.
 * @throws what explains the failure that no waiting mends, or the last one
 */
export async function awaitService(service: AwaitedService, logger: Logger, signal: AbortSignal): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await service.attempt();
    } catch (error) {
      if (!service.mayPass(error)) throw service.explain(error);
      signal.throwIfAborted();
      if (performance.now() >= service.deadline) throw service.explain(error);
      if (tries === 1) logger.warn({ err: error }, `the ${service.name} can't be reached yet: trying again`);
    }
    await delay(service.betweenTriesMilliseconds, undefined, { signal });
  }
}
