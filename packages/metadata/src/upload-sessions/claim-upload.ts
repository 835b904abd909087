import type { Digest, UploadClaim, UploadClaimRequest } from '@lading/core';
import { statement } from '../database/statement.js';
import type { Transaction } from '../database/transaction.js';
import { sessionColumns, type UploadSessionRow, uploadSessionOf } from './upload-session-row.js';

interface ClaimableRow extends UploadSessionRow {
  readonly finishedDigest: Digest | null;
  /** Of another writer's claim; 0 or less if there is none. */
  readonly secondsLeft: number;
}

const lock = statement<ClaimableRow>(
  'lock-upload',
  `SELECT ${sessionColumns}, finished_digest AS "finishedDigest",
     CASE WHEN writer <> $3 THEN extract(epoch FROM claimed_until - now()) ELSE 0 END::float8 AS "secondsLeft"
   FROM {upload_sessions} WHERE id = $2 AND repository = $1 AND status <> 'cancelled' AND expires_at > now()
   FOR UPDATE`,
);

const claim = statement(
  'claim-upload',
  `UPDATE {upload_sessions} SET writer = $2, claimed_until = now() + make_interval(secs => $3),
     expires_at = now() + make_interval(secs => greatest($3, idle_seconds))
   WHERE id = $1`,
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
  const [row] = await transaction.query(lock, [repository, id, writer]);
  if (row === undefined) return { outcome: 'unknown' };
  if (row.finishedDigest !== null) return { outcome: 'finished', digest: row.finishedDigest };
  const session = uploadSessionOf(row);
  const { secondsLeft } = row;
  if (secondsLeft > 0) return { outcome: 'busy', session, secondsLeft };
  transaction.send(claim, [id, writer, leaseSeconds]);
  if (locate !== undefined) transaction.send(stage, [locate(session.state), id, leaseSeconds]);
  return { outcome: 'claimed', session };
}
