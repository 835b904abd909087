import { exitCodes } from './exit-code.js';

/** The reason of an abort by a signal of the user or the system. */
export class Interruption extends Error {
  override readonly name = 'Interruption';

  constructor(readonly signalName: NodeJS.Signals) {
    super(`interrupted by ${signalName}`);
  }
}

/** Returns the interruption that an error is or was caused by. */
export function interruptionOf(error: unknown): Interruption | undefined {
  for (let current = error, depth = 0; depth < 8 && current instanceof Error; current = current.cause, depth += 1)
    if (current instanceof Interruption) return current;
  return undefined;
}

/** Returns a signal that fires at the first Ctrl-C, so that the command can clean up. A second Ctrl-C ends the process at once. */
export function watchInterruptions(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(exitCodes.interrupted);
      controller.abort(new Interruption(name));
    });
  return controller.signal;
}
