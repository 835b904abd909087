import type { BlobLocation, Digest, UploadClaim, UploadClaimRequest, UploadId } from '@lading/core';
import { type Queries, statement } from '../database/statement.js';
import { sessionColumns, type UploadSessionRow, uploadSessionOf } from './upload-session-row.js';

interface ClaimableRow extends UploadSessionRow {
  readonly finishedDigest: Digest | null;
  readonly busy: boolean;
}

const lock = statement<ClaimableRow>(
  'lock-upload',
  `SELECT ${sessionColumns}, finished_digest AS "finishedDigest",
     coalesce(writer <> $3 AND claimed_until > now(), false) AS busy
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

export async function claimUpload(queries: Queries, request: UploadClaimRequest): Promise<UploadClaim> {
  const { repository, id, writer, leaseSeconds, locate } = request;
  const [row] = await queries.query(lock, [repository, id, writer]);
  if (row === undefined) return { outcome: 'unknown' };
  if (row.finishedDigest !== null) return { outcome: 'finished', digest: row.finishedDigest };
  const session = uploadSessionOf(row);
  if (row.busy) return { outcome: 'busy', session };
  await queries.query(claim, [id, writer, leaseSeconds]);
  if (locate !== undefined) await stageObject(queries, id, locate(session.state), leaseSeconds);
  return { outcome: 'claimed', session };
}

async function stageObject(
  queries: Queries,
  id: UploadId,
  location: BlobLocation,
  leaseSeconds: number,
): Promise<void> {
  await queries.query(stage, [location, id, leaseSeconds]);
}
