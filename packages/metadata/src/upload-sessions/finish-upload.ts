import { type BlobLocation, RegistryError, type UploadFinish } from '@lading/core';
import { discardObject } from '../blobs/delete-blob.js';
import { linkBlob } from '../blobs/link-blob.js';
import { type Queries, statement } from '../database/statement.js';
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
export async function finishUpload(queries: Queries, upload: UploadFinish, leaseSeconds: number): Promise<void> {
  const { repository, id, writer, blob } = upload;
  const { digest, size, location } = blob;
  const finished = await queries.query(finish, [id, repository, writer, digest]);
  const published = await queries.query(publish, [location, id, size]);
  if (finished.length === 0 || published.length === 0)
    throw new RegistryError('BLOB_UPLOAD_UNKNOWN', 'the upload was cancelled, expired or taken over');
  const [stored] = await queries.query(store, [digest, size, location]);
  // Nobody was ever told of a location that came too late, so its bytes may go at once.
  if (stored?.location !== location) await discardObject(queries, location, 0);
  await linkBlob(queries, await repositoryIdOf(queries, repository), digest, leaseSeconds);
}
