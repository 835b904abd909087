import type { ConformanceCase } from '../case.js';
import { withinTime } from './within-time.js';

/** The subject of a case, created for each case. */
export interface Fixture {
  /** Cleans up after a case, passed or failed. */
  dispose?(): Promise<void>;
}

const usualTimeoutMilliseconds = 60_000;

/** The time limit of a case: that of the suite, or its own if it is longer. */
export function timeLimitOf(
  { timeoutMilliseconds: own = 0 }: ConformanceCase<never>,
  timeoutMilliseconds = usualTimeoutMilliseconds,
): number {
  return Math.max(own, timeoutMilliseconds);
}

/**
 * Runs one case against a fixture of its own.
 * @param timeoutMilliseconds the time limit of the case, and of the start and the end of its fixture; 60 s if absent
 * @throws Error that names the step that took longer
 */
export async function runCase<Context extends Fixture>(
  oneCase: ConformanceCase<Context>,
  create: () => Promise<Context>,
  timeoutMilliseconds?: number,
): Promise<void> {
  const limit = timeLimitOf(oneCase, timeoutMilliseconds);
  const creating = create();
  // A fixture that starts after the time limit is disposed of too.
  const disposeLate = () => void creating.then(dispose).catch(() => undefined);
  const context = await withinTime('the start of the fixture', limit, creating, disposeLate);
  try {
    await withinTime('the case', limit, oneCase.run(context));
  } finally {
    await withinTime('dispose of the fixture', limit, dispose(context));
  }
}

async function dispose(fixture: Fixture): Promise<void> {
  await fixture.dispose?.();
}
