/** A client that sends these bytes and then nothing, without going away, until it is told to end. */
export function stalling(bytes: Uint8Array) {
  const chunks = [bytes];
  const [stalled, returned, goneOn] = [signalled(), signalled(), signalled()];
  const rest = goneOn.promise.then((): IteratorResult<Uint8Array> => ({ done: true, value: undefined }));
  const source: AsyncIterableIterator<Uint8Array> = {
    [Symbol.asyncIterator]: () => source,
    next: () => {
      const value = chunks.shift();
      if (value !== undefined) return Promise.resolve({ done: false, value });
      stalled.resolve();
      return rest;
    },
    return: async () => {
      returned.resolve();
      return { done: true, value: undefined };
    },
  };
  return { source, stalled: stalled.promise, returned: returned.promise, end: goneOn.resolve };
}

function signalled() {
  let resolve = () => {};
  const promise = new Promise<void>((onSignal) => {
    resolve = onSignal;
  });
  return { promise, resolve };
}
