/** Asks for the next entries of a list in byte order. */
export interface PageRequest {
  /** Entries strictly after this one, whether it exists or not (TAG-13). */
  readonly after?: string;
  /** At most so many, at least 1. */
  readonly limit: number;
  /** Rejects with its reason when it fires: nobody waits for the page any more, and the store gives up reading it. */
  readonly signal?: AbortSignal | undefined;
}

/** A part of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Whether entries follow the last one of this page. */
  readonly hasMore: boolean;
}
