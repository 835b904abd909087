import type { Digest, UploadClaim, UploadClaimRequest } from '@lading/core';
import { locks } from '../database/locks.js';
import { statement } from '../database/statement.js';
import type { Transaction } from '../database/transaction.js';
import { sessionColumns, type UploadSessionRow, uploadSessionOf } from './upload-session-row.js';

const claim = statement<UploadSessionRow>(
  'claim-upload',
  `UPDATE {upload_sessions} SET writer = $3, claimed_until = now() + make_interval(secs => $4),
     expires_at = now() + make_interval(secs => greatest($4, idle_seconds))
   WHERE id = $2 AND repository = $1 AND status = 'open' AND expires_at > now()
     AND (writer = $3 OR coalesce(claimed_until <= now(), true)) RETURNING ${sessionColumns}`,
);

interface UnclaimableRow extends UploadSessionRow {
  readonly finishedDigest: Digest | null;
  /** Of another writer's claim; 0 or less if it is over by now. */
  readonly secondsLeft: number;
}

/** Waits while another request closes the session, because the client wants to know whether it has finished. */
const lockUnclaimable = statement<UnclaimableRow>(
  'lock-unclaimable-upload',
  `SELECT ${sessionColumns}, finished_digest AS "finishedDigest",
     coalesce(extract(epoch FROM claimed_until - now()), 0)::float8 AS "secondsLeft"
   FROM {upload_sessions} WHERE id = $2 AND repository = $1 AND status <> 'cancelled' AND expires_at > now()
   ${locks.claimedUpload.clause}`,
);

/** Nobody may free what a writer may be writing, until its claim is over. */
const stage = statement(
  'stage-object',
  `INSERT INTO {objects} AS o (location, state, upload_id, delete_after)
   VALUES ($1, 'staged', $2, now() + make_interval(secs => $3))
   ON CONFLICT (location) DO UPDATE SET delete_after = excluded.delete_after WHERE o.state = 'staged'`,
);

export async function claimUpload(transaction: Transaction, request: UploadClaimRequest): Promise<UploadClaim> {
  const { repository, id, writer, leaseSeconds, locate } = request;
  const [row] = await transaction.query(claim, [repository, id, writer, leaseSeconds]);
  if (row === undefined) return whyNot(transaction, request);
  const session = uploadSessionOf(row);
  if (locate !== undefined) transaction.send(stage, [locate(session.state), id, leaseSeconds]);
  return { outcome: 'claimed', session };
}

async function whyNot(transaction: Transaction, request: UploadClaimRequest): Promise<UploadClaim> {
  const [row] = await transaction.query(lockUnclaimable, [request.repository, request.id]);
  if (row === undefined) return { outcome: 'unknown' };
  if (row.finishedDigest !== null) return { outcome: 'finished', digest: row.finishedDigest };
  // Its writer gave it up between the two statements.
  if (row.secondsLeft <= 0) return claimUpload(transaction, request);
  return { outcome: 'busy', session: uploadSessionOf(row), secondsLeft: row.secondsLeft };
}
