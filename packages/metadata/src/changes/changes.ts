import type { Change, Changes, ChangesRequest, Page } from '@lading/core';
import type { Database } from '../database/database.js';
import { pageOf } from '../database/page.js';
import { statement } from '../database/statement.js';
import { type ChangeRow, changeColumns, changeOf, positionValues } from './change-row.js';
import { keepPartitions } from './keep-partitions.js';

/**
 * Leaves out changes that a running transaction may still precede. Every transaction below the lowest running one has ended,
 * and its changes are visible if it was committed. Later changes are read later.
 */
export const isSettled = 'c.horizon < {change_number}(pg_snapshot_xmin(pg_current_snapshot()))';

const readAll = statement<ChangeRow>(
  'read-changes',
  `SELECT ${changeColumns} FROM {changes} c WHERE (c.horizon, c.position) > ($1, $2) AND ${isSettled}
   ORDER BY c.horizon, c.position LIMIT $3`,
);

const readOne = statement<ChangeRow>(
  'read-changes-of-repository',
  `SELECT ${changeColumns} FROM {changes} c
   WHERE c.repository = $4 AND (c.horizon, c.position) > ($1, $2) AND ${isSettled}
   ORDER BY c.horizon, c.position LIMIT $3`,
);

export class PostgresChanges implements Changes {
  constructor(private readonly database: Database) {}

  async read({ after, repository, signal, limit }: ChangesRequest): Promise<Page<Change>> {
    const values = [...positionValues(after), limit + 1];
    const rows =
      repository === undefined
        ? await this.database.query(readAll, values, signal)
        : await this.database.query(readOne, [...values, repository], signal);
    return pageOf(rows.map(changeOf), { limit });
  }

  maintain(keepSeconds: number): Promise<void> {
    return keepPartitions(this.database, keepSeconds);
  }
}
