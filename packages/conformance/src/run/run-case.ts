import type { ConformanceCase } from '../case.js';
import { withinTime } from './within-time.js';

/** What a case is run against, made anew for each case. */
export interface Fixture {
  /** Takes everything away again, whatever the outcome. */
  dispose?(): Promise<void>;
}

const usualTimeoutMilliseconds = 60_000;

/** How long a case may take: as long as was said, or longer if it always needs longer. */
export function timeLimitOf(
  { timeoutMilliseconds: own = 0 }: ConformanceCase<never>,
  timeoutMilliseconds = usualTimeoutMilliseconds,
): number {
  return Math.max(own, timeoutMilliseconds);
}

/**
 * Runs one case against a fixture of its own.
 * @param timeoutMilliseconds how long the case may take, and the fixture to start and to end; 60 s if absent
 * @throws Error that says what took longer
 */
export async function runCase<Context extends Fixture>(
  oneCase: ConformanceCase<Context>,
  create: () => Promise<Context>,
  timeoutMilliseconds?: number,
): Promise<void> {
  const limit = timeLimitOf(oneCase, timeoutMilliseconds);
  const creating = create();
  // A fixture that comes too late is not left running.
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
