import { InvalidArgumentError } from 'commander';

const seconds = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const;

/** Reads a time, or a duration such as `90d` that begins now. */
export function timeAhead(text: string): string {
  return readTime(text, 1);
}

/** Reads a time, or a duration such as `24h` that ends now. */
export function timeAgo(text: string): string {
  return readTime(text, -1);
}

/** Reads a duration such as `2h`, in seconds. */
export function durationSeconds(text: string): number {
  const length = readDuration(text);
  if (length === undefined) throw new InvalidArgumentError('must be a duration such as 2h');
  return length;
}

function readTime(text: string, direction: 1 | -1): string {
  const length = readDuration(text);
  if (length !== undefined) return new Date(Date.now() + direction * length * 1000).toISOString();
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? new Date(text) : undefined;
  if (time === undefined || Number.isNaN(time.getTime()))
    throw new InvalidArgumentError('must be a duration such as 90d, or a time such as 2026-12-31T18:00:00Z');
  return time.toISOString();
}

function readDuration(text: string): number | undefined {
  const [, count, unit] = /^(\d{1,6})([smhdw])$/.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * seconds[unit as keyof typeof seconds];
}
