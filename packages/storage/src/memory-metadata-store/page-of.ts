import type { Page, PageRequest } from '@lading/core';

/** One page of names, in byte order. They are ASCII, so that the order of UTF-16 units is the order of bytes. */
export function pageOf<Name extends string>(names: Iterable<Name>, { after, limit, signal }: PageRequest): Page<Name> {
  signal?.throwIfAborted();
  const following = [...names].filter((name) => after === undefined || name > after).sort(inByteOrder);
  return firstOf(following, limit);
}

/** The first of the items that follow those that a reader has, as a page. */
export function firstOf<Item>(following: readonly Item[], limit: number): Page<Item> {
  return { items: following.slice(0, limit), hasMore: following.length > limit };
}

export function inByteOrder(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
