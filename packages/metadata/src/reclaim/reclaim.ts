import type { BlobLocation, Reclaim } from '@lading/core';
import type { Database } from '../database/database.js';
import { statement } from '../database/statement.js';
import { deleteEmptyRepositories } from '../repositories/delete-empty-repositories.js';
import { deleteUnreferencedBlobs } from './delete-unreferenced-blobs.js';

/**
 * What nothing can need: no blob names it, and nobody can still be writing it. With `OFFSET 0` each row asks an index; as a
 * join, all blobs may be read for one batch.
 */
const isGarbage = `o.state <> 'live' AND o.delete_after <= now()
  AND NOT EXISTS (SELECT FROM {blobs} b WHERE b.location = o.location OFFSET 0)
  AND (o.state <> 'staged' OR NOT EXISTS (
    SELECT FROM {upload_sessions} s WHERE s.id = o.upload_id AND s.status = 'open' OFFSET 0))`;

const lock = statement<{ location: BlobLocation }>(
  'lock-trash',
  `SELECT o.location FROM {objects} o WHERE ${isGarbage} ORDER BY o.delete_after LIMIT $1 FOR UPDATE SKIP LOCKED`,
);

const claim = statement<{ location: BlobLocation }>(
  'claim-trash',
  `UPDATE {objects} o SET state = 'deleting', delete_after = now() + make_interval(secs => $2), attempts = attempts + 1
   WHERE o.location = ANY ($1) AND ${isGarbage} RETURNING o.location`,
);

const forget = statement('forget-location', `DELETE FROM {objects} WHERE location = $1 AND state = 'deleting'`);

const claimTurn = statement<unknown>(
  'claim-turn',
  `INSERT INTO {turns} AS t (task, due_at) VALUES ($1, now() + make_interval(secs => $2))
   ON CONFLICT (task) DO UPDATE SET due_at = excluded.due_at WHERE t.due_at <= now() RETURNING 1`,
);

export class PostgresReclaim implements Reclaim {
  readonly #database: Database;
  readonly #trashSeconds: number;

  constructor(database: Database, trashSeconds: number) {
    this.#database = database;
    this.#trashSeconds = trashSeconds;
  }

  deleteUnreferencedBlobs(limit: number): Promise<number> {
    return deleteUnreferencedBlobs(this.#database, limit, this.#trashSeconds);
  }

  claimTrash(limit: number, leaseSeconds: number): Promise<readonly BlobLocation[]> {
    return this.#database.transaction(async (queries) => {
      const locked = (await queries.query(lock, [limit])).map(({ location }) => location);
      if (locked.length === 0) return [];
      // Asked again now that they are locked: somebody may have finished an upload while they were looked for.
      const claimed = await queries.query(claim, [locked, leaseSeconds]);
      return claimed.map(({ location }) => location);
    });
  }

  async forgetLocation(location: BlobLocation): Promise<void> {
    await this.#database.query(forget, [location]);
  }

  deleteEmptyRepositories(): Promise<void> {
    return deleteEmptyRepositories(this.#database);
  }

  async claimTurn(task: string, everySeconds: number): Promise<boolean> {
    const claimed = await this.#database.transaction((queries) => queries.query(claimTurn, [task, everySeconds]));
    return claimed.length > 0;
  }
}
