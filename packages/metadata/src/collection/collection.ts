import type { BlobLocation, ChangeAuthor, Collection } from '@lading/core';
import type { Database } from '../database/database.js';
import { locks } from '../database/locks.js';
import { statement } from '../database/statement.js';
import { deleteEmptyRepositories } from '../repositories/delete-empty-repositories.js';
import { deleteUnreferencedBlobs } from './delete-unreferenced-blobs.js';

/**
 * Locations that no blob has and that no writer may still write. With `OFFSET 0`, each row is looked up in an index; a join
 * might read all blobs for one batch.
 */
const isGarbage = `o.state <> 'live' AND o.delete_after <= now()
  AND NOT EXISTS (SELECT FROM {blobs} b WHERE b.location = o.location OFFSET 0)
  AND (o.state <> 'staged' OR NOT EXISTS (
    SELECT FROM {upload_sessions} s WHERE s.id = o.upload_id AND s.status = 'open' OFFSET 0))`;

const lock = statement<{ location: BlobLocation }>(
  'lock-trash',
  `SELECT o.location FROM {objects} o WHERE ${isGarbage} ORDER BY o.delete_after LIMIT $1 ${locks.trash.clause}`,
);

const claim = statement<{ location: BlobLocation }>(
  'claim-trash',
  `UPDATE {objects} o SET state = 'deleting', delete_after = now() + make_interval(secs => $2), attempts = attempts + 1
   WHERE o.location = ANY ($1) AND ${isGarbage} RETURNING o.location`,
);

const forget = statement('forget-location', `DELETE FROM {objects} WHERE location = $1 AND state = 'deleting'`);

export class PostgresCollection implements Collection {
  readonly #database: Database;
  readonly #trashSeconds: number;

  constructor(database: Database, trashSeconds: number) {
    this.#database = database;
    this.#trashSeconds = trashSeconds;
  }

  deleteUnreferencedBlobs(limit: number, by: ChangeAuthor): Promise<number> {
    return deleteUnreferencedBlobs(this.#database, { limit, by, trashSeconds: this.#trashSeconds });
  }

  claimTrash(limit: number, leaseSeconds: number): Promise<readonly BlobLocation[]> {
    return this.#database.transaction(async (queries) => {
      const locked = (await queries.query(lock, [limit])).map(({ location }) => location);
      if (locked.length === 0) return [];
      // Checked again under the lock: an upload may have been finished since the first statement began.
      const claimed = await queries.query(claim, [locked, leaseSeconds]);
      return claimed.map(({ location }) => location);
    });
  }

  async forgetLocation(location: BlobLocation): Promise<void> {
    await this.#database.query(forget, [location]);
  }

  deleteEmptyRepositories(by: ChangeAuthor): Promise<void> {
    return deleteEmptyRepositories(this.#database, by);
  }
}
