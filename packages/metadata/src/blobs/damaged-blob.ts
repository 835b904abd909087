import type { BlobRecord } from '@lading/core';
import { statement } from '../database/statement.js';
import type { Transaction } from '../database/transaction.js';

const mark = statement<unknown>(
  'mark-damaged-blob',
  `UPDATE {blobs} SET damaged_at = now() WHERE digest = $1 AND location = $2 AND damaged_at IS NULL RETURNING 1`,
);

/** Marks a blob as damaged. The location keeps a late report from marking a blob that has been repaired meanwhile. */
export async function markDamaged(
  transaction: Transaction,
  { digest, location }: Pick<BlobRecord, 'digest' | 'location'>,
): Promise<boolean> {
  return (await transaction.query(mark, [digest, location])).length > 0;
}
