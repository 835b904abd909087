import { RegistryError } from '../error/registry-error.js';
import type { ByteRange } from './byte-range.js';

const chunk = /^(\d{1,16})-(\d{1,16})$/;

/**
 * Reads the `Content-Range` of a chunk, `<first>-<last>` with neither unit nor size (CHNK-08).
 * @throws RegistryError `BLOB_UPLOAD_INVALID`
 */
export function parseContentRange(field: string): ByteRange {
  const [, first, last] = chunk.exec(field) ?? [];
  const range = { first: Number(first), last: Number(last) };
  if (Number.isSafeInteger(range.last) && range.first <= range.last) return range;
  throw new RegistryError('BLOB_UPLOAD_INVALID', 'the Content-Range of a chunk is <first>-<last>, both included', {
    detail: { contentRange: field.slice(0, 64) },
  });
}

/**
 * The `Range` of an upload that has so many bytes: `0-<last>` without a unit (CHNK-10). An empty upload says `0-0`, which
 * is what clients can read (ambiguities A2).
 */
export function formatUploadRange(size: number): string {
  return `0-${Math.max(0, size - 1)}`;
}
