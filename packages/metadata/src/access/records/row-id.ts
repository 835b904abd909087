import { isUuid } from './is-uuid.js';

/** @throws TypeError if a text is not the id of a row, which PostgreSQL would refuse to read */
export function rowId(text: string): string {
  if (!isUuid(text)) throw new TypeError('the id must come from this store');
  return text;
}
