import type {
  RepositoryName,
  UploadClaim,
  UploadClaimRequest,
  UploadFinish,
  UploadId,
  UploadSession,
  UploadState,
  Uploads,
} from '@lading/core';
import type { BlobTimes } from '../blobs/blobs.js';
import { markDamaged } from '../blobs/damaged-blob.js';
import type { Database } from '../database/database.js';
import { locks } from '../database/locks.js';
import { statement } from '../database/statement.js';
import { claimUpload } from './claim-upload.js';
import { finishUpload, type TrustedLocation } from './finish-upload.js';
import { GatheredRenewals } from './gathered-renewals.js';
import { sessionColumns, type UploadSessionRow, uploadSessionOf } from './upload-session-row.js';

interface CountRow {
  readonly count: number;
}

/**
 * Does not wait for the disk, because a new session has no bytes: the commit of its first bytes also makes this row durable.
 */
const create = statement(
  'create-upload',
  `INSERT INTO {upload_sessions} (id, repository, state, algorithm, idle_seconds, client, status, expires_at)
   SELECT $1::uuid, $2, $3::json, $4, $5, $6, 'open', now() + make_interval(secs => $5)
   FROM set_config('synchronous_commit', 'off', true) ON CONFLICT (id) DO NOTHING`,
);

const find = statement<UploadSessionRow>(
  'find-upload',
  `SELECT ${sessionColumns} FROM {upload_sessions}
   WHERE id = $1 AND repository = $2 AND status = 'open' AND expires_at > now()`,
);

const count = statement<CountRow>(
  'count-uploads',
  `SELECT count(*)::integer AS count FROM (
     SELECT FROM {upload_sessions} WHERE status = 'open' AND expires_at > now() LIMIT $1) AS open`,
);

const countOfClient = statement<CountRow>(
  'count-uploads-of-client',
  `SELECT count(*)::integer AS count FROM (
     SELECT FROM {upload_sessions} WHERE client = $2 AND status = 'open' AND expires_at > now() LIMIT $1) AS open`,
);

const release = statement<unknown>(
  'release-upload',
  `UPDATE {upload_sessions} SET state = $3, writer = NULL, claimed_until = NULL,
     expires_at = now() + make_interval(secs => idle_seconds)
   WHERE id = $1 AND writer = $2 AND status = 'open' RETURNING 1`,
);

const cancel = statement<UploadSessionRow>(
  'cancel-upload',
  `UPDATE {upload_sessions} SET status = 'cancelled', writer = NULL, claimed_until = NULL, expires_at = now()
   WHERE id = $1 AND repository = $2 AND status = 'open' AND expires_at > now() AND ($3::text IS NULL OR writer = $3)
   RETURNING ${sessionColumns}`,
);

// An array is evaluated once. A join may evaluate the subquery again for each row, and return more rows than the limit.
const claimDead = statement<UploadSessionRow>(
  'claim-dead-uploads',
  `UPDATE {upload_sessions} SET status = 'cancelled', writer = NULL, claimed_until = now() + make_interval(secs => $2)
   WHERE id = ANY (ARRAY(
     SELECT id FROM {upload_sessions}
     WHERE expires_at <= now() AND status <> 'finished' AND coalesce(claimed_until <= now(), true)
     ORDER BY expires_at LIMIT $1 ${locks.deadUpload.clause}))
   RETURNING ${sessionColumns}`,
);

const deleteFinished = statement(
  'delete-finished-uploads',
  `DELETE FROM {upload_sessions} WHERE id = ANY (ARRAY(
     SELECT id FROM {upload_sessions} WHERE expires_at <= now() AND status = 'finished'
     ORDER BY expires_at LIMIT $1 ${locks.deadUpload.clause}))`,
);

const forget = statement('forget-upload', 'DELETE FROM {upload_sessions} WHERE id = $1');

export class PostgresUploads implements Uploads {
  readonly #database: Database;
  readonly #times: BlobTimes;
  readonly #renewals: GatheredRenewals;

  constructor(database: Database, times: BlobTimes) {
    this.#database = database;
    this.#times = times;
    this.#renewals = new GatheredRenewals(database);
  }

  async create(session: UploadSession, idleSeconds: number, client?: string): Promise<void> {
    const { id, repository, state, algorithm } = session;
    const values = [id, repository, JSON.stringify(state), algorithm ?? null, idleSeconds, client ?? null];
    await this.#database.query(create, values);
  }

  async count(atMost: number, client?: string): Promise<number> {
    const [statement, values] = client === undefined ? [count, [atMost]] : [countOfClient, [atMost, client]];
    const [row] = await this.#database.transaction((queries) => queries.query(statement, values), { lasts: false });
    return row?.count ?? 0;
  }

  async find(repository: RepositoryName, id: UploadId): Promise<UploadSession | undefined> {
    const [row] = await this.#database.query(find, [id, repository]);
    return row && uploadSessionOf(row);
  }

  claim(request: UploadClaimRequest): Promise<UploadClaim> {
    // If a crash loses a claim, the session is only unclaimed. A location must be durable before its bytes are written.
    const lasts = request.locate !== undefined;
    return this.#database.transaction((queries) => claimUpload(queries, request), { lasts });
  }

  renewClaim(id: UploadId, writer: string, leaseSeconds: number): Promise<boolean> {
    return this.#renewals.renew(id, writer, leaseSeconds);
  }

  async release(id: UploadId, writer: string, state: UploadState): Promise<boolean> {
    const values = [id, writer, JSON.stringify(state)];
    const released = await this.#database.transaction((queries) => queries.query(release, values));
    return released.length > 0;
  }

  async finish(upload: UploadFinish): Promise<void> {
    const { isStored } = upload;
    let trusted: TrustedLocation = isStored === undefined ? 'any' : 'none';
    while (true) {
      const known = await this.#database.transaction((queries) => finishUpload(queries, upload, this.#times, trusted));
      if (known === undefined || isStored === undefined) return;
      if (await isStored(known)) trusted = known.location;
      else await this.#database.transaction((queries) => markDamaged(queries, known));
    }
  }

  async cancel(repository: RepositoryName, id: UploadId, writer?: string): Promise<UploadSession | undefined> {
    const values = [id, repository, writer ?? null];
    const [row] = await this.#database.transaction((queries) => queries.query(cancel, values));
    return row && uploadSessionOf(row);
  }

  claimDead(limit: number, leaseSeconds: number): Promise<readonly UploadSession[]> {
    return this.#database.transaction(async (queries) => {
      await queries.query(deleteFinished, [limit]);
      return (await queries.query(claimDead, [limit, leaseSeconds])).map(uploadSessionOf);
    });
  }

  async forget(id: UploadId): Promise<void> {
    await this.#database.query(forget, [id]);
  }
}
