import assert from 'node:assert/strict';
import type { Page, PageRequest } from '@lading/core';

const pagesAtMost = 1000;

/** All entries of a list, page by page, as a client follows the links. */
export async function walk<Name extends string>(
  list: (page: PageRequest) => Promise<Page<Name>>,
  limit: number,
): Promise<Name[]> {
  const all: Name[] = [];
  for (let page = 0; page < pagesAtMost; page++) {
    const after = all.at(-1);
    const { items, hasMore } = await list(after === undefined ? { limit } : { limit, after });
    assert.ok(items.length <= limit, 'a page has no more entries than were asked for');
    assert.ok(items.length === limit || !hasMore, 'a page is full while entries follow it');
    all.push(...items);
    if (!hasMore) return all;
  }
  return assert.fail('the list has no end');
}
