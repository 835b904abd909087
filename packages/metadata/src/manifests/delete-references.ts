import type { Digest } from '@lading/core';
import { statement } from '../database/statement.js';
import type { Transaction } from '../database/transaction.js';

/** The references of a manifest of up to this size are deleted by one statement. */
const largeBytes = 1024 * 1024;

/** References of a large manifest that one statement deletes. */
const batchSize = 5000;

const deleteAll = statement(
  'delete-references',
  'DELETE FROM {manifest_references} WHERE repository_id = $1 AND manifest_digest = $2',
);

// A row that is updated at the same time gets another ctid, and the next statement finds it.
const deleteBatch = statement<unknown>(
  'delete-references-in-part',
  `DELETE FROM {manifest_references} WHERE ctid = ANY (ARRAY (
     SELECT ctid FROM {manifest_references} WHERE repository_id = $1 AND manifest_digest = $2 LIMIT ${batchSize}))
   RETURNING 1`,
);

export interface ReferencingManifest {
  readonly repositoryId: string;
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
}

/** Deletes the references of a manifest, in parts if it is large, so that no statement runs for long. */
export async function deleteReferences(transaction: Transaction, manifest: ReferencingManifest): Promise<void> {
  const values = [manifest.repositoryId, manifest.digest];
  if (manifest.size <= largeBytes) return transaction.send(deleteAll, values);
  while ((await transaction.query(deleteBatch, values)).length > 0) transaction.restartLimit();
}
