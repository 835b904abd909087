import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';

/** A service without which the registry cannot start. */
export interface AwaitedService {
  /** The name for the log, such as `database`. */
  readonly name: string;
  readonly betweenTriesMilliseconds: number;
  /** The time of the last attempt, as in `performance.now()`. */
  readonly deadline: number;
  /** Tries to use the service once. */
  attempt(): Promise<void>;
  /** Whether another attempt may succeed after this error. */
  mayPass(error: unknown): boolean;
  /** The error for the person who starts the registry. */
  explain(error: unknown): Error;
}

/**
 * Tries to use a service until it works, because a service that starts together with the registry may take longer.
 * @throws the explained error if another attempt cannot succeed or the deadline has passed
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
