import { quoted } from '../error/quoted.js';

/**
 * Iterates over a source that may stall forever, and throws the signal's reason as soon as it fires. However it ends,
 * the source is told.
 */
export async function* eachUntilAborted<Item>(
  source: AsyncIterable<Item>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Item, void, undefined> {
  if (typeof source?.[Symbol.asyncIterator] !== 'function')
    throw new TypeError(`the source must be an async iterable, not ${quoted(source)}`);
  signal?.throwIfAborted();
  const iterator = source[Symbol.asyncIterator]();
  let isOver = false;
  // One listener for all items: a large blob comes in ten thousands of them.
  let stopWaiting = (_: unknown): void => {};
  const onAbort = () => stopWaiting(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    while (true) {
      signal?.throwIfAborted();
      const next = await new Promise<IteratorResult<Item>>((resolve, reject) => {
        stopWaiting = reject;
        iterator.next().then(resolve, reject);
      });
      isOver = next.done === true;
      if (next.done) return;
      yield next.value;
    }
  } finally {
    signal?.removeEventListener('abort', onAbort);
    // A source that hangs would keep us waiting here too: it is told, and not waited for.
    if (!isOver) iterator.return?.().catch(() => {});
  }
}
