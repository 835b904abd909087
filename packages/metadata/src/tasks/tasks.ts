import type { Tasks } from '@lading/core';
import type { Database } from '../database/database.js';
import { statement } from '../database/statement.js';

const claimTurn = statement<unknown>(
  'claim-turn',
  `INSERT INTO {turns} AS t (task, due_at) VALUES ($1, now() + make_interval(secs => $2))
   ON CONFLICT (task) DO UPDATE SET due_at = excluded.due_at WHERE t.due_at <= now() RETURNING 1`,
);

export class PostgresTasks implements Tasks {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async claimTurn(task: string, everySeconds: number): Promise<boolean> {
    const claimed = await this.#database.transaction((queries) => queries.query(claimTurn, [task, everySeconds]));
    return claimed.length > 0;
  }
}
