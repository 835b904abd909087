/** Items of one claim. */
export const batch = 50;
/** The time after which another replica can claim an item that was not freed. */
const leaseSeconds = 300;

/**
 * Claims and frees items until none is due or the signal fires. It stops after a batch of which no item could be freed:
 * otherwise it would call a broken store in an endless loop.
 * @throws the error of the first item that cannot be freed, after all others were tried
 */
export async function freeAll<Item>(
  claim: (limit: number, leaseSeconds: number) => Promise<readonly Item[]>,
  free: (item: Item) => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const failures: PromiseRejectedResult[] = [];
  for (let isFull = true; isFull && signal?.aborted !== true; ) {
    const items = await claim(batch, leaseSeconds);
    const outcomes = await Promise.allSettled(items.map(free));
    const failed = outcomes.filter((outcome) => outcome.status === 'rejected');
    failures.push(...failed.slice(0, 1));
    isFull = items.length === batch && failed.length < items.length;
  }
  const [first] = failures;
  if (first !== undefined) throw first.reason;
}
