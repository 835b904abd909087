import { partSizeOf } from '../src/upload/part-size.js';

const MiB = 1024 * 1024;
const GiB = 1024 * MiB;
const TiB = 1024 * GiB;

/** The number of parts for content of a size, and the size of the largest part. */
function partsOf(size: number, firstSize: number): { count: number; largest: number } {
  let [count, largest] = [0, 0];
  for (let rest = size; rest > 0; rest -= largest) largest = Math.max(largest, partSizeOf(++count, firstSize));
  return { count, largest };
}

describe('partSizeOf', () => {
  it.each([5, 8, 16, 64])('puts 100 GiB into less than 10,000 parts that begin with %d MiB', (first) => {
    expect(partsOf(100 * GiB, first * MiB).count).toBeLessThan(10_000);
  });

  it('splits 5 TiB, the largest object of S3, into fewer than 10,000 parts', () => {
    expect(partsOf(5 * TiB, 8 * MiB).count).toBeLessThanOrEqual(10_000);
  });

  it('stays small as long as possible: 8 MiB up to 8 GiB, and about 100 MiB at 100 GiB', () => {
    expect(partsOf(8000 * MiB, 8 * MiB)).toEqual({ count: 1000, largest: 8 * MiB });
    expect(partsOf(100 * GiB, 8 * MiB).largest).toBeLessThan(110 * MiB);
  });

  it('returns no size that S3 would refuse', () => {
    for (let number = 1; number < 10_000; number++) {
      const size = partSizeOf(number, 5 * MiB);
      expect(size >= 5 * MiB && size <= 5 * GiB && size <= partSizeOf(number + 1, 5 * MiB)).toBe(true);
    }
  });

  it('rejects a number beyond the last part', () => {
    expect(() => partSizeOf(10_001, 8 * MiB)).toThrow('the storage takes no larger blob');
  });
});
