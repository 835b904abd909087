import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, QueryConfig } from 'pg';
import type { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { asStoreError, isRepeatable, unavailableBecause } from './failure.js';
import { withLiveConnection } from './live-connection.js';
import { qualify } from './qualify.js';
import { schemaOf } from './schema-of.js';
import type { Queries, Statement } from './statement.js';
import { runInTransaction, type TransactionSettings, type TransactionWork } from './transaction.js';

export interface DatabaseOptions {
  readonly preparedStatements: boolean;
  readonly statementTimeoutSeconds: number;
  readonly lockTimeoutSeconds: number;
}

export interface TransactionOptions {
  /**
   * Whether it must survive a crash of the database once it is committed. If not, nobody waits for the disk: it is there at
   * once for all, lasts a moment later, and never less than what is committed after it.
   */
  readonly lasts?: boolean;
}

/** How often a transaction is tried that loses to others. */
const attempts = 5;

/** How much longer than the server's own limit to wait for it, before it counts as silent. */
const graceSeconds = 5;

/** Statements and transactions on the connections of a data source. */
export class Database implements Queries {
  readonly #dataSource: DataSource;
  readonly #options: DatabaseOptions;
  readonly #texts = new Map<Statement<unknown>, string>();

  constructor(dataSource: DataSource, options: DatabaseOptions) {
    this.#dataSource = dataSource;
    this.#options = options;
  }

  /**
   * Runs one statement by itself. It is sent again if its connection turns out to be dead, so that it must read only, or
   * come to the same if it is done twice.
   */
  async query<Row>(statement: Statement<Row>, values: readonly unknown[]): Promise<readonly Row[]> {
    try {
      const pool = this.#pool;
      const { rows } = await withLiveConnection(pool, () => pool.query(this.#configure(statement, values)));
      return rows as Row[];
    } catch (error) {
      throw asStoreError(error);
    }
  }

  /** Runs `work` in a transaction: all of it is committed when this resolves, nothing if `work` rejects. */
  async transaction<Result>(work: TransactionWork<Result>, { lasts = true }: TransactionOptions = {}): Promise<Result> {
    const settings = this.#settingsOf(lasts);
    for (let attempt = 1; ; attempt++) {
      try {
        return await runInTransaction(this.#pool, settings, work);
      } catch (error) {
        if (attempt === attempts || !isRepeatable(error)) throw asStoreError(error);
        await sleep(Math.random() * 20 * 2 ** attempt);
      }
    }
  }

  async close(): Promise<void> {
    if (this.#dataSource.isInitialized) await this.#dataSource.destroy();
  }

  get #pool(): Pool {
    if (!this.#dataSource.isInitialized)
      throw unavailableBecause(
        new Error('the data source is not connected: migrateRegistry or initialize connects it'),
      );
    return (this.#dataSource.driver as PostgresDriver).master as Pool;
  }

  /**
   * Limits of time come with each transaction, because a pooler keeps no settings for us. So does it that tables are entered
   * by an index: a plan, and a check of a reference, is made once for a connection, and in a new registry that would be for
   * the few rows of the first pushes, to be read from end to end at each of the next thousand.
   */
  #settingsOf(lasts: boolean): TransactionSettings {
    const { statementTimeoutSeconds, lockTimeoutSeconds } = this.#options;
    const begin = `BEGIN ISOLATION LEVEL READ COMMITTED;
      SET LOCAL statement_timeout = ${Math.ceil(statementTimeoutSeconds * 1000)};
      SET LOCAL idle_in_transaction_session_timeout = ${Math.ceil(statementTimeoutSeconds * 1000)};
      SET LOCAL lock_timeout = ${Math.ceil(lockTimeoutSeconds * 1000)};
      SET LOCAL enable_seqscan = off${lasts ? '' : '; SET LOCAL synchronous_commit = off'}`;
    return {
      begin: this.#limit({ text: begin }),
      commit: this.#limit({ text: 'COMMIT' }),
      rollBack: this.#limit({ text: 'ROLLBACK' }),
      configure: (statement, values) => this.#configure(statement, values),
    };
  }

  #configure(statement: Statement<unknown>, values: readonly unknown[]): QueryConfig {
    const text = this.#texts.get(statement) ?? qualify(statement.text, schemaOf(this.#dataSource));
    this.#texts.set(statement, text);
    const name = this.#options.preparedStatements ? { name: statement.name } : {};
    return this.#limit({ ...name, text, values: [...values] });
  }

  /** The last resort is ours: a server that says nothing at all. */
  #limit(query: QueryConfig): QueryConfig {
    const limit = { query_timeout: (this.#options.statementTimeoutSeconds + graceSeconds) * 1000 };
    return { ...query, ...limit };
  }
}
