import { untilAborted } from './until-aborted.js';

/**
 * Goes through a source that may stall for ever, and throws the signal's reason as soon as it fires. However it ends,
 * the source is told.
 */
export async function* eachUntilAborted<Item>(
  source: AsyncIterable<Item>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Item, void, undefined> {
  signal?.throwIfAborted();
  const iterator = source[Symbol.asyncIterator]();
  let isOver = false;
  try {
    while (true) {
      const next = await untilAborted(iterator.next(), signal);
      isOver = next.done === true;
      if (next.done) return;
      yield next.value;
    }
  } finally {
    // A source that hangs would keep us waiting here too: it is told, and not waited for.
    if (!isOver) iterator.return?.().catch(() => {});
  }
}
