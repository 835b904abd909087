import type { Page, PageRequest } from '@lading/core';

/** More entries than any case has. */
export const everything = 10_000;

/** Sorts each page as people sort words. */
export function sortedAsWords<Name extends string>(
  list: (page: PageRequest) => Promise<Page<Name>>,
): (page: PageRequest) => Promise<Page<Name>> {
  return async ({ after, limit }) => {
    const { items } = await list({ limit: everything });
    const sorted = [...items].sort((one, other) => one.localeCompare(other));
    const rest = sorted.slice(after === undefined ? 0 : sorted.indexOf(after as Name) + 1);
    return { items: rest.slice(0, limit), hasMore: rest.length > limit };
  };
}

/** Finds the next page by the number of entries that came before, and not by the last of them. */
export function pagedByNumber<Item>(
  nameOf: (item: Item) => string,
): (list: (page: PageRequest) => Promise<Page<Item>>, page: PageRequest) => Promise<Page<Item>> {
  const starts = new Map<string | undefined, number>([[undefined, 0]]);
  return async (list, { after, limit }) => {
    const start = starts.get(after) ?? 0;
    const { items } = await list({ limit: everything });
    const page = items.slice(start, start + limit);
    const last = page.at(-1);
    if (last !== undefined) starts.set(nameOf(last), start + page.length);
    return { items: page, hasMore: items.length > start + limit };
  };
}
