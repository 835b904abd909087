import { formatUploadRange, parseContentRange } from '../../src/index.js';
import { thrownBy } from '../thrown-by.js';

describe('parseContentRange', () => {
  it.each([
    ['0-0', 0, 0],
    ['0-1023', 0, 1023],
    ['1024-9007199254740991', 1024, Number.MAX_SAFE_INTEGER],
  ])('reads %s [CHNK-08]', (field, first, last) => {
    expect(parseContentRange(field)).toEqual({ first, last });
  });

  it.each([
    '',
    '10-5',
    'a-b',
    '0-',
    '-5',
    '0--1',
    'bytes 0-9/10',
    'bytes=0-9',
    '0-9/*',
    ' 0-9',
    '0-9\n',
    '0-9007199254740992',
    '0-99999999999999999999',
    '１-２',
  ])('refuses "%s" [CHNK-08]', (field) => {
    expect(thrownBy(() => parseContentRange(field))).toMatchObject({ code: 'BLOB_UPLOAD_INVALID' });
  });
});

describe('formatUploadRange', () => {
  it.each([
    [1, '0-0'],
    [10, '0-9'],
    [5_000_000_000, '0-4999999999'],
  ])('ends at the last byte of %i [CHNK-10]', (size, range) => {
    expect(formatUploadRange(size)).toBe(range);
  });

  it('says 0-0 of an empty upload, and never 0--1, which breaks clients', () => {
    expect(formatUploadRange(0)).toBe('0-0');
  });
});
