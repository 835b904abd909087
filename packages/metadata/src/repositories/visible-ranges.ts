import type { RepositoryFilter, RepositoryPattern } from '@lading/core';

/** Names from `from` to just before `to`, in byte order. */
export interface NameRange {
  readonly from: string;
  readonly to: string;
}

/** The ranges of an index that have the names of a filter, and the expressions that each name there must also satisfy. */
export interface VisibleRanges {
  /** Sorted and disjoint. */
  readonly ranges: readonly NameRange[];
  /** The name must match this regular expression, if there is one. */
  readonly allow: string | null;
  /** The name must not match this one, if there is one. */
  readonly deny: string | null;
}

/** Characters that sort before and after all characters of names. */
const [least, most] = ['\u0001', '\u007f'];

/** The first possible name after this text. */
export function justAfter(text: string): string {
  return `${text}${least}`;
}

/**
 * Finds the ranges of a filter. Patterns such as `team/app` and `team/**` are ranges. Of other patterns, the part before the
 * first wildcard is one, and a regular expression decides about each name in it.
 */
export function rangesOf({ allow, deny = [] }: RepositoryFilter): VisibleRanges {
  const denied = deny.filter(isRange);
  const others = deny.filter((pattern) => !isRange(pattern));
  return {
    ranges: denied.map(rangeOf).reduce(subtract, union(allow.map(rangeOf))),
    allow: allow.every(isRange) ? null : expressionOf(allow),
    deny: others.length === 0 ? null : expressionOf(others),
  };
}

function isRange(pattern: RepositoryPattern): boolean {
  const start = pattern.indexOf('*');
  return start === -1 || pattern.slice(start) === '**';
}

function rangeOf(pattern: RepositoryPattern): NameRange {
  const start = pattern.indexOf('*');
  if (start === -1) return { from: pattern, to: justAfter(pattern) };
  const prefix = pattern.slice(0, start);
  return { from: prefix, to: `${prefix}${most}` };
}

function union(ranges: readonly NameRange[]): readonly NameRange[] {
  const joined: NameRange[] = [];
  for (const range of [...ranges].sort((one, other) => (one.from < other.from ? -1 : 1))) {
    const last = joined.at(-1);
    if (last === undefined || range.from > last.to) joined.push(range);
    else if (range.to > last.to) joined[joined.length - 1] = { from: last.from, to: range.to };
  }
  return joined;
}

function subtract(ranges: readonly NameRange[], { from, to }: NameRange): readonly NameRange[] {
  return ranges.flatMap((range) => {
    if (to <= range.from || from >= range.to) return [range];
    const before = from > range.from ? [{ from: range.from, to: from }] : [];
    const after = to < range.to ? [{ from: to, to: range.to }] : [];
    return [...before, ...after];
  });
}

/** The parts of the ranges from this name on. */
export function rangesFrom(ranges: readonly NameRange[], from: string): readonly NameRange[] {
  return ranges.filter(({ to }) => to > from).map((range) => (range.from < from ? { from, to: range.to } : range));
}

function expressionOf(patterns: readonly RepositoryPattern[]): string {
  const alternatives = patterns.map((pattern) => pattern.split('/').map(expressionOfSegment).join('/'));
  return `^(?:${alternatives.join('|')})$`;
}

/** Only the period is special in a regular expression, of all characters of names. */
function expressionOfSegment(segment: string): string {
  if (segment === '*') return '[^/]+';
  if (segment === '**') return '[^/]+(?:/[^/]+)*';
  return segment.replaceAll('.', '\\.');
}
