import { setImmediate as nextTurn } from 'node:timers/promises';

/** Strings of one part, which take a few milliseconds to sort. */
const partSize = 5000;

/**
 * Sorts strings and yields them in parts. The event loop runs other work in between: a large manifest lists hundreds of
 * thousands of digests.
 */
export async function* sortedParts(strings: readonly string[]): AsyncGenerator<string[], void, undefined> {
  if (strings.length <= partSize) return yield strings.toSorted();
  const bounds = boundsOf(strings);
  const parts = [[], ...bounds.map((): string[] => [])] as string[][];
  for (const [index, text] of strings.entries()) {
    parts[partOf(text, bounds)]?.push(text);
    if (index % partSize === 0) await nextTurn();
  }
  for (const part of parts) {
    yield part.sort();
    await nextTurn();
  }
}

/** Bounds that divide the strings into parts of about the same size. */
function boundsOf(strings: readonly string[]): readonly string[] {
  const count = Math.ceil(strings.length / partSize);
  const perPart = 8;
  const sample = Array.from(
    { length: count * perPart },
    () => strings[Math.floor(Math.random() * strings.length)] as string,
  );
  return sample.sort().filter((_, index) => index % perPart === perPart - 1);
}

/** The part of a string: the number of bounds that are not greater than it. */
function partOf(text: string, bounds: readonly string[]): number {
  let [low, high] = [0, bounds.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((bounds[middle] as string) <= text) low = middle + 1;
    else high = middle;
  }
  return low;
}
