import type { Page, PageRequest } from '@lading/core';

/** Asks for a page of a list. */
export interface ListRequest {
  /** The number of entries, up to the maximum of a page; 0 asks for none (TAG-10). */
  readonly limit?: number | undefined;
  /** The list continues after this entry, which need not exist. */
  readonly after?: string | undefined;
}

/** The page for a request without entries. */
export const noEntries: Page<never> = { items: [], hasMore: false };

/** The page to ask a store for; `undefined` if no entry is wanted. */
export function pageOf({ limit, after }: ListRequest, maximum: number, signal?: AbortSignal): PageRequest | undefined {
  const entries = limit === undefined ? maximum : Math.min(limit, maximum);
  if (entries === 0) return undefined;
  return after === undefined ? { limit: entries, signal } : { limit: entries, after, signal };
}
