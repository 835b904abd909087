import { exitCodes } from '../failure/exit-code.js';

/** Why everything was aborted: a signal of the person or of the system. */
export class Interruption extends Error {
  override readonly name = 'Interruption';

  constructor(readonly signalName: NodeJS.Signals) {
    super(`interrupted by ${signalName}`);
  }
}

/** The interruption that an error is, or was caused by. */
export function interruptionOf(error: unknown): Interruption | undefined {
  for (let current = error, depth = 0; depth < 8 && current instanceof Error; current = current.cause, depth += 1)
    if (current instanceof Interruption) return current;
  return undefined;
}

/** Fires at the first Ctrl-C, so that what runs can clean up; the second one ends the process at once. */
export function watchInterruptions(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(exitCodes.interrupted);
      controller.abort(new Interruption(name));
    });
  return controller.signal;
}
