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

function readTime(text: string, direction: 1 | -1): string {
  const [, count, unit] = /^(\d{1,6})([smhdw])$/.exec(text) ?? [];
  if (count !== undefined) {
    const length = Number(count) * seconds[unit as keyof typeof seconds] * 1000;
    return new Date(Date.now() + direction * length).toISOString();
  }
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? new Date(text) : undefined;
  if (time === undefined || Number.isNaN(time.getTime()))
    throw new InvalidArgumentError('must be a duration such as 90d, or a time such as 2026-12-31T18:00:00Z');
  return time.toISOString();
}
