import type { Page, PageRequest } from '@lading/core';

/** The values of a statement that reads one entry more than a page has, which tells whether there are more. */
export function pageValues({ after = '', limit }: PageRequest): [after: string, limit: number] {
  return [upToNull(after), limit + 1];
}

export function pageOf<Item>(rows: readonly Item[], { limit }: PageRequest): Page<Item> {
  return { items: rows.slice(0, limit), hasMore: rows.length > limit };
}

/** Cuts a text at U+0000, which PostgreSQL does not accept. No entry has one, so the same entries follow the shorter text. */
export function upToNull(text: string): string {
  return text.split('\0', 1)[0] ?? '';
}
