import assert from 'node:assert/strict';
import type { Page } from '@lading/core';

const pagesAtMost = 1000;

/** All entries of a list, page by page. */
export async function walk<Item>(
  list: (page: { after?: string; limit: number }) => Promise<Page<Item>>,
  limit: number,
  keyOf: (item: Item) => string,
): Promise<Item[]> {
  const all: Item[] = [];
  for (let page = 0; page < pagesAtMost; page++) {
    const last = all.at(-1);
    const { items, hasMore } = await list(last === undefined ? { limit } : { limit, after: keyOf(last) });
    assert.ok(items.length <= limit, 'a page has no more entries than were asked for');
    assert.ok(items.length === limit || !hasMore, 'a page is full while entries follow it');
    all.push(...items);
    if (!hasMore) return all;
  }
  return assert.fail('the list has no end');
}
