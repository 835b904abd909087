import { requireSize, requireString } from '../error/arguments.js';

/** Bytes `first` to `last` of a content, both included, as `Range` and `Content-Range` count them. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/** How many bytes a range has. */
export function lengthOf(range: ByteRange): number {
  requireSize(range.first, 'the first byte of a range');
  requireSize(range.last, 'the last byte of a range');
  return range.last - range.first + 1;
}

export type RequestedRanges =
  /** No range, or one that RFC 9110 lets a server ignore: answer 200 with everything. */
  | { readonly kind: 'whole' }
  /** Answer 206; more than one are parts of a `multipart/byteranges`, in this order and number. */
  | { readonly kind: 'parts'; readonly ranges: readonly ByteRange[] }
  /** Answer 416 with `Content-Range: bytes` and the size. */
  | { readonly kind: 'unsatisfiable' }
  /** Answer 400: clients that ask for so many halve their number and try again. */
  | { readonly kind: 'too-many' };

/** Ranges in one request that are served; podman asks for up to 1024 at once. */
export const maximumRanges = 1024;

const oneRange = /^(\d*)-(\d*)$/;

/**
 * Reads the value of a `Range` field for content of `size` bytes (PULL-21, PULL-22; RFC 9110 §14). Ends beyond the content
 * are clamped. Ranges that together ask for more than the content has get all of it once.
 */
export function parseRanges(field: string | undefined, size: number): RequestedRanges {
  if (field !== undefined) requireString(field, 'a Range field');
  requireSize(size, 'the size of a content');
  const specs = specsOf(field);
  if (specs.length === 0) return { kind: 'whole' };
  if (specs.length > maximumRanges) return { kind: 'too-many' };
  const ranges: ByteRange[] = [];
  for (const spec of specs) {
    const range = parseOneRange(spec, size);
    if (range === 'malformed') return { kind: 'whole' };
    if (range === 'backwards') return { kind: 'unsatisfiable' };
    if (range !== 'outside') ranges.push(range);
  }
  if (ranges.length === 0) return { kind: 'unsatisfiable' };
  const asked = ranges.reduce((sum, range) => sum + lengthOf(range), 0);
  return ranges.length > 1 && asked > size ? { kind: 'whole' } : { kind: 'parts', ranges };
}

/** Other units are ignored, and so are empty entries, which RFC 9110 §5.6.1 lets a list have. */
function specsOf(field = ''): readonly string[] {
  const list = /^bytes=(.*)$/i.exec(field.trim())?.[1] ?? '';
  return list
    .split(',')
    .map((spec) => spec.trim())
    .filter((spec) => spec !== '');
}

function parseOneRange(spec: string, size: number): ByteRange | 'malformed' | 'backwards' | 'outside' {
  const [, first = '', last = ''] = oneRange.exec(spec) ?? [];
  if (first === '' && last === '') return 'malformed';
  if (first === '')
    return Number(last) === 0 || size === 0 ? 'outside' : { first: Math.max(0, size - Number(last)), last: size - 1 };
  if (last !== '' && Number(last) < Number(first)) return 'backwards';
  if (Number(first) >= size) return 'outside';
  return { first: Number(first), last: last === '' ? size - 1 : Math.min(Number(last), size - 1) };
}
