import fc from 'fast-check';
import { lengthOf, maximumRanges, parseRanges } from '../../src/index.js';

const size = 2048;
const parts = (...ranges: readonly (readonly [number, number])[]) => ({
  kind: 'parts',
  ranges: ranges.map(([first, last]) => ({ first, last })),
});

describe('parseRanges', () => {
  it.each([
    ['bytes=500-1499', parts([500, 1499])],
    ['bytes=0-0', parts([0, 0])],
    ['bytes=500-', parts([500, 2047])],
    ['bytes=0-', parts([0, 2047])],
    ['bytes=-500', parts([1548, 2047])],
    ['bytes=-5000', parts([0, 2047])],
    ['bytes=2000-5000', parts([2000, 2047])],
    ['bytes=2047-99999999999999999999999999', parts([2047, 2047])],
    [`bytes=-${'9'.repeat(400)}`, parts([0, 2047])],
    ['Bytes=0-1', parts([0, 1])],
    [' bytes=0-1 ', parts([0, 1])],
  ])('reads %.40s as one part [PULL-21]', (field, expected) => {
    expect(parseRanges(field, size)).toEqual(expected);
  });

  it('keeps the order and number of several ranges, and drops those outside the content [PULL-21]', () => {
    expect(parseRanges('bytes=9-10, 0-1,,4-4 ,5000-,-2,', size)).toEqual(parts([9, 10], [0, 1], [4, 4], [2046, 2047]));
  });

  it.each(['bytes=2048-', 'bytes=2048-3000', 'bytes=-0', 'bytes=5000-,9999-', `bytes=${'9'.repeat(400)}-`])(
    'says of %.40s that it can not be satisfied [PULL-21]',
    (field) => {
      expect(parseRanges(field, size)).toEqual({ kind: 'unsatisfiable' });
    },
  );

  it.each(['bytes=500-0', 'bytes=0-1,9-8'])(
    'says of %s, which runs backwards, that it can not be satisfied [PULL-22]',
    (field) => {
      expect(parseRanges(field, size)).toEqual({ kind: 'unsatisfiable' });
    },
  );

  it.each([
    undefined,
    '',
    'bytes=',
    'bytes=,',
    'bytes',
    'items=0-1',
    'bytes=a-b',
    'bytes=-',
    'bytes=1',
    'bytes=0-1,x',
    'bytes=0x1-2',
    'bytes=1.5-2',
    'bytes 0-1/2',
  ])('ignores %p [PULL-21]', (field) => {
    expect(parseRanges(field, size)).toEqual({ kind: 'whole' });
  });

  it('can satisfy no range of empty content', () => {
    for (const field of ['bytes=0-', 'bytes=0-1', 'bytes=-5'])
      expect(parseRanges(field, 0)).toEqual({ kind: 'unsatisfiable' });
  });

  it('serves the 1024 ranges that podman asks for, and says when there are more', () => {
    const field = (count: number) =>
      `bytes=${Array.from({ length: count }, (_, index) => `${index * 2}-${index * 2}`)}`;
    expect(parseRanges(field(maximumRanges), 5000)).toMatchObject({ kind: 'parts', ranges: { length: 1024 } });
    expect(parseRanges(field(maximumRanges + 1), 5000)).toEqual({ kind: 'too-many' });
  });

  it('never sends more than the content has', () => {
    expect(parseRanges(`bytes=${Array.from({ length: 1000 }, () => '0-')}`, size)).toEqual({ kind: 'whole' });
    expect(parseRanges('bytes=0-1023,1024-', size)).toEqual(parts([0, 1023], [1024, 2047]));
  });

  it('gives ranges within the content for any request', () => {
    const number = fc.oneof(fc.constant(''), fc.nat(20).map(String), fc.bigInt({ min: 0n }).map(String));
    const spec = fc.tuple(number, number).map(([first, last]) => `${first}-${last}`);
    fc.assert(
      fc.property(fc.array(spec, { maxLength: 4 }), fc.nat(20), (specs, total) => {
        const asked = parseRanges(`bytes=${specs}`, total);
        if (asked.kind !== 'parts') return;
        expect(asked.ranges.length).toBeGreaterThan(0);
        for (const range of asked.ranges) {
          expect(range.first).toBeGreaterThanOrEqual(0);
          expect(range.last).toBeLessThan(total);
          expect(lengthOf(range)).toBeGreaterThan(0);
        }
      }),
    );
  });
});
