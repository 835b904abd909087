import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { asStoreError, isRepeatable } from '../connection/failure.js';
import type { RegistryPool } from '../connection/registry-pool.js';
import { TimeLimit } from '../connection/time-limit.js';
import { withLiveConnection } from './live-connection.js';
import { poolOf } from './pool-of.js';
import { qualify, quote } from './qualify.js';
import { type LimitedQuery, runStatement } from './run-statement.js';
import { schemaOf } from './schema-of.js';
import type { Queries, Statement } from './statement.js';
import { registryTables } from './tables.js';
import { runInTransaction, type TransactionSettings, type TransactionWork } from './transaction.js';

export interface DatabaseOptions {
  readonly preparedStatements: boolean;
  /** The limit of one call: the wait for a connection and all statements together. */
  readonly timeoutSeconds: number;
  readonly lockTimeoutSeconds: number;
}

export interface TransactionOptions {
  /**
   * Whether the transaction must survive a crash of the database once it is committed. If not, the commit does not wait for
   * the disk: its changes are visible at once, and become durable a moment later, before those of any later commit.
   */
  readonly lasts?: boolean;
}

/** Attempts of a transaction that loses to others. */
const attempts = 5;

/** Statements and transactions on the connections of a data source. */
export class Database implements Queries {
  readonly #dataSource: DataSource;
  readonly #options: DatabaseOptions;
  readonly #texts = new WeakMap<Statement<unknown>, string>();

  constructor(dataSource: DataSource, options: DatabaseOptions) {
    this.#dataSource = dataSource;
    this.#options = options;
  }

  /**
   * Runs one statement without a transaction. It is sent again if its connection turns out to be dead, so it must be
   * read-only or idempotent.
   * @throws the signal's reason if it fires first
   */
  async query<Row>(
    statement: Statement<Row>,
    values: readonly unknown[],
    signal?: AbortSignal | undefined,
  ): Promise<readonly Row[]> {
    signal?.throwIfAborted();
    const limit = new TimeLimit(this.#options.timeoutSeconds);
    try {
      const pool = this.#pool;
      const configure = () => this.#configure(statement, values, limit);
      const run = () => runStatement(pool, limit, configure, signal);
      const { rows } = await withLiveConnection(pool, run, () => !signal?.aborted);
      return rows as Row[];
    } catch (error) {
      signal?.throwIfAborted();
      throw asStoreError(error);
    }
  }

  /** Runs `work` in a transaction, which is committed when this resolves, and rolled back if `work` rejects. */
  async transaction<Result>(work: TransactionWork<Result>, { lasts = true }: TransactionOptions = {}): Promise<Result> {
    const settings = this.#settingsOf(lasts, new TimeLimit(this.#options.timeoutSeconds));
    for (let attempt = 1; ; attempt++) {
      try {
        return await runInTransaction(this.#pool, settings, work);
      } catch (error) {
        if (attempt === attempts || !isRepeatable(error)) throw asStoreError(error);
        await sleep(Math.random() * 20 * 2 ** attempt);
      }
    }
  }

  /** All tables of a registry, qualified and quoted for SQL. */
  get tables(): readonly string[] {
    return registryTables.map((table) => this.nameOf(table));
  }

  /** A table, qualified and quoted for SQL. */
  nameOf(table: string): string {
    return `${quote(schemaOf(this.#dataSource))}.${quote(table)}`;
  }

  /** Puts the schema into a statement of other means than this class. */
  qualify(text: string): string {
    return qualify(text, schemaOf(this.#dataSource));
  }

  async close(): Promise<void> {
    if (this.#dataSource.isInitialized) await this.#dataSource.destroy();
  }

  get #pool(): RegistryPool {
    return poolOf(this.#dataSource);
  }

  /** Repeats the settings of the session, because a pooler does not keep them. */
  #settingsOf(lasts: boolean, limit: TimeLimit): TransactionSettings {
    const { timeoutSeconds, lockTimeoutSeconds } = this.#options;
    const begin = `BEGIN ISOLATION LEVEL READ COMMITTED;
      SET LOCAL statement_timeout = ${Math.ceil(timeoutSeconds * 1000)};
      SET LOCAL idle_in_transaction_session_timeout = ${Math.ceil(timeoutSeconds * 1000)};
      SET LOCAL lock_timeout = ${Math.ceil(lockTimeoutSeconds * 1000)};
      SET LOCAL enable_seqscan = off${lasts ? '' : '; SET LOCAL synchronous_commit = off'}`;
    return {
      begin: { text: begin },
      commit: { text: 'COMMIT' },
      rollBack: { text: 'ROLLBACK' },
      configure: (statement, values) => this.#configure(statement, values, limit),
      limit,
    };
  }

  #configure(statement: Statement<unknown>, values: readonly unknown[], limit: TimeLimit): LimitedQuery {
    const text = this.#texts.get(statement) ?? this.qualify(statement.text);
    this.#texts.set(statement, text);
    const name = this.#options.preparedStatements ? statement.name : undefined;
    return { name, text, values: [...values], query_timeout: limit.milliseconds };
  }
}
