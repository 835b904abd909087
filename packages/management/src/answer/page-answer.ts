import type { Page } from '@lading/core';
import { cursorOf, type PageQuery } from '../input/page-query.js';
import { Answer } from './answer.js';

/** A page of a list: the next one is in the body for programs, and in `Link` (RFC 8288). */
export function pageAnswer<Item>(
  { items, hasMore }: Page<Item>,
  { query, keyOf }: { query: PageQuery & Readonly<Record<string, unknown>>; keyOf: (item: Item) => string },
): Answer {
  const last = items.at(-1);
  if (!hasMore || last === undefined) return new Answer({ items });
  const next = cursorOf(keyOf(last));
  const parameters = Object.entries({ ...query, after: next }).filter(([, value]) => value !== undefined);
  const link = new URLSearchParams(parameters.map(([name, value]): [string, string] => [name, textOf(value)]));
  return new Answer({ items, next }, { headers: { Link: `<?${link}>; rel="next"` } });
}

function textOf(value: unknown): string {
  return value instanceof Date ? value.toISOString() : String(value);
}
