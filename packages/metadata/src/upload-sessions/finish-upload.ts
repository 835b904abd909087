import { type BlobLocation, RegistryError, type UploadFinish } from '@lading/core';
import { discardObject } from '../blobs/delete-blob.js';
import { linkBlob } from '../blobs/link-blob.js';
import { statement } from '../database/statement.js';
import type { Transaction } from '../database/transaction.js';
import { repositoryIdOf } from '../repositories/repository-id.js';

/** How long a client that lost the answer may ask again. */
const finishedSeconds = 60 * 60;

const finish = statement<unknown>(
  'finish-upload',
  `UPDATE {upload_sessions} SET status = 'finished', finished_digest = $4, writer = NULL, claimed_until = NULL,
     expires_at = now() + make_interval(secs => ${finishedSeconds})
   WHERE id = $1 AND repository = $2 AND writer = $3 AND status = 'open' RETURNING 1`,
);

const publish = statement<unknown>(
  'publish-object',
  `UPDATE {objects} SET state = 'live', size = $3
   WHERE location = $1 AND upload_id = $2 AND state = 'staged' RETURNING 1`,
);

/** Changes nothing of a blob that is known, but locks it, so that it can't go before the repository has it. */
const store = statement<{ location: BlobLocation }>(
  'store-blob',
  `INSERT INTO {blobs} AS b (digest, size, location) VALUES ($1, $2, $3)
   ON CONFLICT (digest) DO UPDATE SET verified_at = b.verified_at RETURNING b.location`,
);

/** Closes a session in a transaction. */
export async function finishUpload(
  transaction: Transaction,
  upload: UploadFinish,
  leaseSeconds: number,
): Promise<void> {
  const { repository, id, writer, blob } = upload;
  const { digest, size, location } = blob;
  // First, because what goes along with BEGIN must do no harm by itself.
  const repositoryId = await repositoryIdOf(transaction, repository);
  const [finished, published] = await Promise.all([
    transaction.query(finish, [id, repository, writer, digest]),
    transaction.query(publish, [location, id, size]),
  ]);
  if (finished.length === 0 || published.length === 0)
    throw new RegistryError('BLOB_UPLOAD_UNKNOWN', 'the upload was cancelled, expired or taken over');
  const [stored] = await transaction.query(store, [digest, size, location]);
  // Nobody was ever told of a location that came too late, so its bytes may go at once.
  if (stored?.location !== location) discardObject(transaction, location, 0);
  linkBlob(transaction, repositoryId, digest, leaseSeconds);
}
