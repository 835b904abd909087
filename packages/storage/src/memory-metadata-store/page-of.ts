import type { Page, PageRequest } from '@lading/core';

/** One page of names, in byte order. They are ASCII, so that the order of UTF-16 units is the order of bytes. */
export function pageOf<Name extends string>(names: Iterable<Name>, { after, limit, signal }: PageRequest): Page<Name> {
  signal?.throwIfAborted();
  const following = [...names].filter((name) => after === undefined || name > after).sort(inByteOrder);
  return { items: following.slice(0, limit), hasMore: following.length > limit };
}

export function inByteOrder(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
