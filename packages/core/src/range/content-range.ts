import { requireSize } from '../error/arguments.js';
import { quoted } from '../error/quoted.js';
import { RegistryError } from '../error/registry-error.js';
import type { ByteRange } from './byte-range.js';

const chunk = /^(\d{1,16})-(\d{1,16})$/;

/**
 * Reads the `Content-Range` of a chunk, `<first>-<last>` with neither unit nor size (CHNK-08).
 * @throws RegistryError `BLOB_UPLOAD_INVALID`
 */
export function parseContentRange(field: string): ByteRange {
  const [, first, last] = (typeof field === 'string' && chunk.exec(field)) || [];
  const range = { first: Number(first), last: Number(last) };
  if (Number.isSafeInteger(range.last) && range.first <= range.last) return range;
  const rule = 'the Content-Range of a chunk is <first>-<last>, both included';
  throw new RegistryError('BLOB_UPLOAD_INVALID', `${rule}: ${quoted(field)}`, {
    detail: { contentRange: String(field).slice(0, 64) },
  });
}

/**
 * The `Range` of an upload of this size: `0-<last>` without a unit (CHNK-10). An empty upload has `0-0`, because clients
 * fail on `0--1`.
 */
export function formatUploadRange(size: number): string {
  requireSize(size, 'the size of an upload');
  return `0-${Math.max(0, size - 1)}`;
}
