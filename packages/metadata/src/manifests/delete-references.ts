import type { Digest } from '@lading/core';
import { statement } from '../database/statement.js';
import type { Transaction } from '../database/transaction.js';

/** A manifest of fewer bytes has so few references that one statement deletes them soon. */
const largeBytes = 1024 * 1024;

/** References that one statement deletes of a large manifest. */
const batchSize = 5000;

const deleteAll = statement(
  'delete-references',
  'DELETE FROM {manifest_references} WHERE repository_id = $1 AND manifest_digest = $2',
);

// A row that somebody changes meanwhile is at another place afterwards: the next statement finds it there.
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

/** Deletes the references of a manifest; of a large one in parts, so that no statement runs for long. */
export async function deleteReferences(transaction: Transaction, manifest: ReferencingManifest): Promise<void> {
  const values = [manifest.repositoryId, manifest.digest];
  if (manifest.size <= largeBytes) return transaction.send(deleteAll, values);
  while ((await transaction.query(deleteBatch, values)).length > 0) transaction.restartLimit();
}
