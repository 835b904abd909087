import { type Digest, parseDigest } from '@lading/core';
import { HttpError } from '../http/error/http-error.js';

/** The place after an entry, in a form that clients have no reason to read. */
export function formatCursor(last: Digest): string {
  return Buffer.from(last).toString('base64url');
}

/**
 * The entry that a page follows; `undefined` for the first page.
 * @throws HttpError 400 for a cursor that this registry did not write
 */
export function parseCursor(cursor: string | undefined): Digest | undefined {
  if (cursor === undefined) return undefined;
  try {
    return parseDigest(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw new HttpError(400, 'UNSUPPORTED', 'the page is not one that this registry linked to');
  }
}
