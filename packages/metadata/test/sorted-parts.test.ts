import { sortedParts } from '../src/manifests/sorted-parts.js';

async function partsOf(strings: readonly string[]): Promise<readonly string[][]> {
  const parts: string[][] = [];
  for await (const part of sortedParts(strings)) parts.push(part);
  return parts;
}

describe('sortedParts', () => {
  it.each([
    ['none', []],
    ['a few', ['b', 'a', 'c', 'a']],
    ['many', Array.from({ length: 30_000 }, (_, index) => `sha256:${(index * 7919) % 30_011}`)],
    ['many that are sorted', Array.from({ length: 20_000 }, (_, index) => `${10_000_000 + index}`)],
    ['many of one kind', Array.from({ length: 20_000 }, (_, index) => (index % 2 === 0 ? 'a' : `b${index}`))],
  ])('yields %s in order', async (_what, strings) => {
    expect((await partsOf(strings)).flat()).toEqual(strings.toSorted());
  });

  it('yields many strings in parts, and lets other work run in between', async () => {
    let turns = 0;
    const count = () => {
      turns += 1;
      immediate = setImmediate(count);
    };
    let immediate = setImmediate(count);
    const parts = await partsOf(Array.from({ length: 50_000 }, (_, index) => `${(index * 7919) % 50_021}`));
    clearImmediate(immediate);
    expect(parts.length).toBeGreaterThanOrEqual(10);
    expect(turns).toBeGreaterThanOrEqual(10);
  });
});
