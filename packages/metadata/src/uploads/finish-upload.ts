import { type BlobLocation, type BlobRecord, RegistryError, type UploadFinish } from '@lading/core';
import type { BlobTimes } from '../blobs/blobs.js';
import { blobRecordOf } from '../blobs/find-blob.js';
import { linkWaitingManifests, orKeepLonger } from '../blobs/link-blob.js';
import { locks } from '../database/locks.js';
import { statement } from '../database/statement.js';
import type { Transaction } from '../database/transaction.js';
import { repositoryIdOf } from '../repositories/repository-id.js';

/** How long a client that lost the answer can ask again. */
const finishedSeconds = 60 * 60;

/** Whether this writer has claimed the session, and the location is the one that it staged. */
const isClaimed = `s.id = $1 AND s.repository = $2 AND s.writer = $3 AND s.status = 'open'
       AND o.location = $4 AND o.upload_id = $1 AND o.state = 'staged'`;

/**
 * Ends the session, makes its staged object live, and creates the blob and its link; all or nothing. Each part takes its row
 * from the one before, so that locks are taken in the same order everywhere.
 *
 * Nothing happens if the digest is known at a location that is damaged or is not the trusted one, `$8`; NULL trusts any. Any
 * other known blob is locked without a change, so that it is not deleted before the repository has it. In that case nobody
 * has seen the new location, and its bytes may be deleted at once.
 */
const finish = statement<{ repositoryId: string }>(
  'finish-upload',
  `WITH ready AS (
     SELECT r.id AS repository_id FROM {upload_sessions} s, {objects} o, {repositories} r
     WHERE ${isClaimed} AND r.name = $2 AND NOT EXISTS (
       SELECT FROM {blobs} b WHERE b.digest = $5 AND (b.damaged_at IS NOT NULL OR b.location <> $8::text))
     ${locks.closedUpload.clause}
   ), finished AS (
     UPDATE {upload_sessions} s SET status = 'finished', finished_digest = $5, writer = NULL, claimed_until = NULL,
       expires_at = now() + make_interval(secs => ${finishedSeconds})
     FROM ready WHERE s.id = $1 RETURNING ready.repository_id
   ), stored AS (
     INSERT INTO {blobs} AS b (digest, size, location) SELECT $5, $6, $4 FROM finished
     ON CONFLICT (digest) DO UPDATE SET verified_at = b.verified_at RETURNING b.location
   ), published AS (
     UPDATE {objects} o SET size = $6, state = CASE stored.location WHEN $4 THEN 'live' ELSE 'trash' END,
       delete_after = now()
     FROM stored WHERE o.location = $4 RETURNING 1
   )
   INSERT INTO {repository_blobs} AS l (repository_id, digest, lease_until)
   SELECT finished.repository_id, $5, now() + make_interval(secs => $7) FROM finished, published
   ${orKeepLonger} RETURNING l.repository_id AS "repositoryId"`,
);

interface ObstacleRow {
  readonly isClaimed: boolean;
  /** The location of the existing blob with this digest; `null` if it does not exist. */
  readonly location: BlobLocation | null;
  readonly size: string;
  readonly isDamaged: boolean;
}

const findObstacle = statement<ObstacleRow>(
  'find-obstacle-of-upload',
  `SELECT EXISTS (SELECT FROM {upload_sessions} s, {objects} o WHERE ${isClaimed}) AS "isClaimed",
     b.location, b.size, b.damaged_at IS NOT NULL AS "isDamaged"
   FROM (SELECT) AS always LEFT JOIN {blobs} b ON b.digest = $5`,
);

/** Gives a damaged blob the staged location, unless another upload has repaired it. */
const repair = statement(
  'repair-blob',
  `WITH ready AS (
     SELECT FROM {upload_sessions} s, {objects} o WHERE ${isClaimed} ${locks.closedUpload.clause}
   ), damaged AS (
     SELECT b.location FROM {blobs} b
     WHERE b.digest = $5 AND b.damaged_at IS NOT NULL AND EXISTS (SELECT FROM ready) ${locks.deletedBlob.clause}
   ), discarded AS (
     UPDATE {objects} o SET state = 'trash', delete_after = now() + make_interval(secs => $7)
     FROM damaged WHERE o.location = damaged.location
   )
   UPDATE {blobs} b SET location = $4, size = $6, verified_at = now(), damaged_at = NULL
   FROM damaged WHERE b.digest = $5`,
);

/** The known location of a digest that may stay: one that the caller has checked, none, or any. */
export type TrustedLocation = BlobLocation | 'none' | 'any';

/**
 * Closes a session in a transaction. The first statement may be sent together with BEGIN, because it is atomic by itself.
 * @returns the existing blob of the digest if its location is not trusted; then nothing is changed
 */
export async function finishUpload(
  transaction: Transaction,
  upload: UploadFinish,
  times: BlobTimes,
  trusted: TrustedLocation,
): Promise<BlobRecord | undefined> {
  const { repository, id, writer, blob } = upload;
  const values = [id, repository, writer, blob.location, blob.digest];
  const trustedLocation = trusted === 'any' ? null : trusted;
  const [finished] = await transaction.query(finish, [...values, blob.size, times.leaseSeconds, trustedLocation]);
  if (finished !== undefined) {
    linkWaitingManifests(transaction, finished.repositoryId, blob.digest);
    return undefined;
  }
  const [obstacle] = await transaction.query(findObstacle, values);
  if (!obstacle?.isClaimed)
    throw new RegistryError('BLOB_UPLOAD_UNKNOWN', 'the upload was cancelled, expired or taken over');
  const { location, size, isDamaged } = obstacle;
  if (location !== null && !isDamaged && trusted !== 'any' && location !== trusted)
    return blobRecordOf(blob.digest, { location, size });
  // Otherwise this may be the first content of the repository.
  await repositoryIdOf(transaction, repository);
  if (!isDamaged) return finishUpload(transaction, upload, times, trusted);
  await transaction.query(repair, [...values, blob.size, times.trashSeconds]);
  return finishUpload(transaction, upload, times, trusted === 'any' ? 'any' : blob.location);
}
