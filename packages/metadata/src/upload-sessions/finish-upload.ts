import { RegistryError, type UploadFinish } from '@lading/core';
import { linkWaitingManifests, orKeepLonger } from '../blobs/link-blob.js';
import { statement } from '../database/statement.js';
import type { Transaction } from '../database/transaction.js';
import { repositoryIdOf } from '../repositories/repository-id.js';

/** How long a client that lost the answer may ask again. */
const finishedSeconds = 60 * 60;

/**
 * All of it or nothing: the session ends, its staged object goes live, the blob and its link are made. Each part takes its
 * row from the one before, so that locks are taken in the order in which everybody takes them.
 *
 * Of a blob that is known nothing changes, but it is locked, so that it can't go before the repository has it. Then nobody
 * was ever told of the new location, and its bytes may go at once.
 */
const finish = statement<{ repositoryId: string }>(
  'finish-upload',
  `WITH ready AS (
     SELECT r.id AS repository_id FROM {upload_sessions} s, {objects} o, {repositories} r
     WHERE s.id = $1 AND s.repository = $2 AND s.writer = $3 AND s.status = 'open'
       AND o.location = $4 AND o.upload_id = $1 AND o.state = 'staged' AND r.name = $2
     FOR UPDATE OF s, o
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

/** Closes a session in a transaction. The statement may go along with BEGIN, for it is whole by itself. */
export async function finishUpload(
  transaction: Transaction,
  upload: UploadFinish,
  leaseSeconds: number,
): Promise<void> {
  const { repository, id, writer, blob } = upload;
  const { digest, size, location } = blob;
  const values = [id, repository, writer, location, digest, size, leaseSeconds];
  let [finished] = await transaction.query(finish, values);
  if (finished === undefined) {
    // The first content of a repository, unless it is the upload that is not there.
    await repositoryIdOf(transaction, repository);
    [finished] = await transaction.query(finish, values);
  }
  if (finished === undefined)
    throw new RegistryError('BLOB_UPLOAD_UNKNOWN', 'the upload was cancelled, expired or taken over');
  linkWaitingManifests(transaction, finished.repositoryId, digest);
}
