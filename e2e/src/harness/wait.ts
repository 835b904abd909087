import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';

export interface WaitOptions {
  /** The time limit; 60 s if absent. */
  readonly seconds?: number;
  /** The time between two attempts; 50 ms if absent. */
  readonly milliseconds?: number;
}

/**
 * Asks again until the answer is the wanted one, and resolves to it.
 * @throws {Error} after the time limit
 * @throws what asking throws
 */
export async function eventually<Value>(
  ask: () => Value | Promise<Value>,
  isWanted: (value: Value) => boolean,
  { seconds = 60, milliseconds = 50 }: WaitOptions = {},
): Promise<Value> {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    const value = await ask();
    if (isWanted(value)) return value;
    if (performance.now() > deadline) throw new Error(`not the wanted answer within ${seconds} s, but ${show(value)}`);
    await sleep(milliseconds);
  }
}

/**
 * Tries again until a condition holds.
 * @param awaited the condition in words, for the message
 * @throws {Error} after the time limit
 * @throws what the condition throws
 */
export async function waitUntil(
  awaited: string,
  holds: () => boolean | Promise<boolean>,
  { seconds = 60, milliseconds = 50 }: WaitOptions = {},
): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`${awaited}: not within ${seconds} s`);
    await sleep(milliseconds);
  }
}

function show(value: unknown): string {
  return inspect(value, { depth: 3, breakLength: Number.POSITIVE_INFINITY }).slice(0, 500);
}
