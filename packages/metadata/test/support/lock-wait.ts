import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';

/** What a session waits for: a row that another transaction has, or an advisory lock. */
export type LockWait = 'transactionid' | 'advisory';

/** Resolves when a session of this name waits for such a lock; the test's own time limit is the end of it. */
export async function untilSomebodyWaits(
  dataSource: DataSource,
  applicationName: string,
  lock: LockWait,
): Promise<void> {
  const waiting = `SELECT FROM pg_stat_activity
    WHERE application_name = $1 AND wait_event_type = 'Lock' AND wait_event = $2`;
  while ((await dataSource.query(waiting, [applicationName, lock])).length === 0) await pause(5);
}
