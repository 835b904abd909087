import { inspect } from 'node:util';

/** One contestant of a race, and how it ended. */
export interface Run {
  readonly name: string;
  /** The number of its replica, from 1. */
  readonly replica: number;
  readonly value?: unknown;
  readonly error?: unknown;
  readonly milliseconds?: number;
}

/** What failed, and a line for each contestant. */
export function reportOf(error: unknown, runs: readonly Run[]): string {
  const message = error instanceof Error ? error.message : inspect(error);
  return [message, ...runs.map(lineOf)].join('\n  ');
}

function lineOf(run: Run): string {
  const outcome = 'error' in run ? `rejects with ${short(run.error)}` : `resolves with ${short(run.value)}`;
  const time = run.milliseconds === undefined ? 'does not end' : `${outcome} after ${run.milliseconds.toFixed(1)} ms`;
  return `${run.name} on replica ${run.replica}: ${time}`;
}

function short(value: unknown): string {
  const text =
    value instanceof Error ? `${value.name}: ${value.message}` : inspect(value, { depth: 1, breakLength: Infinity });
  return text.length <= 200 ? text : `${text.slice(0, 200)} …`;
}
