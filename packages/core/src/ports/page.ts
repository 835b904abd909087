/** Asks for the next entries of a list in byte order. */
export interface PageRequest {
  /** Entries strictly after this one, whether it exists or not (TAG-13). */
  readonly after?: string;
  /** The maximum number of items, at least 1. */
  readonly limit: number;
  /**
   * When it fires, the store stops reading the page and rejects with the signal's reason. The signal may outlive the call:
   * the store removes its listeners.
   */
  readonly signal?: AbortSignal | undefined;
}

/** A part of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Whether entries follow the last one of this page. */
  readonly hasMore: boolean;
}
