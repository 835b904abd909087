import type { SingleUses } from '@lading/core';
import { storableText } from '../changes/storable-text.js';
import type { Database } from '../database/database.js';
import { statement } from '../database/statement.js';

const use = statement<unknown>(
  'use-once',
  `INSERT INTO {single_uses} AS u (value, keep_until) VALUES ($1, now() + make_interval(secs => $2))
   ON CONFLICT (value) DO UPDATE SET keep_until = excluded.keep_until WHERE u.keep_until <= now() RETURNING 1`,
);

const deleteOver = statement('delete-uses-that-are-over', 'DELETE FROM {single_uses} WHERE keep_until <= now()');

export class PostgresSingleUses implements SingleUses {
  constructor(private readonly database: Database) {}

  /** In a transaction, because a statement that is sent again would find its own row. */
  async use(value: string, lifeSeconds: number): Promise<boolean> {
    const values = [storableText(value), lifeSeconds];
    return (await this.database.transaction((transaction) => transaction.query(use, values))).length > 0;
  }

  async maintain(): Promise<void> {
    await this.database.query(deleteOver, []);
  }
}
