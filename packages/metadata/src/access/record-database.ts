import { setTimeout as sleep } from 'node:timers/promises';
import { type DataSource, type EntityManager, QueryFailedError } from 'typeorm';
import type { IsolationLevel } from 'typeorm/driver/types/IsolationLevel.js';
import { asStoreError, isRepeatable } from '../connection/failure.js';
import { answered } from '../database/answered.js';
import { withLiveConnection } from '../database/live-connection.js';
import { poolOf } from '../database/pool-of.js';

export interface RecordDatabaseOptions {
  /** The limit of one call. */
  readonly timeoutSeconds: number;
  readonly lockTimeoutSeconds: number;
}

/** Attempts of a transaction that loses to others. */
const attempts = 5;

/** Runs work with TypeORM's repositories, on the connections of a data source. */
export class RecordDatabase {
  constructor(
    private readonly dataSource: DataSource,
    private readonly options: RecordDatabaseOptions,
  ) {}

  /** Runs work that only reads. It is repeated if its connection turns out to be dead. */
  read<Result>(work: (manager: EntityManager) => Promise<Result>, signal?: AbortSignal | undefined): Promise<Result> {
    signal?.throwIfAborted();
    return this.#answered(
      withLiveConnection(poolOf(this.dataSource), () => work(this.dataSource.manager)),
      signal,
    );
  }

  /** Runs `work` in a transaction, again if it loses to others or if it could not begin. */
  transaction<Result>(isolation: IsolationLevel, work: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    return this.#answered(this.#repeat(isolation, work));
  }

  async #repeat<Result>(isolation: IsolationLevel, work: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#transactOnce(isolation, work);
      } catch (error) {
        if (attempt === attempts || !isRepeatable(error)) throw error;
        await sleep(Math.random() * 20 * 2 ** attempt);
      }
    }
  }

  #transactOnce<Result>(isolation: IsolationLevel, work: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    let hasBegun = false;
    const run = () =>
      this.dataSource.transaction(isolation, async (manager) => {
        await manager.query(this.#limits);
        hasBegun = true;
        return work(manager);
      });
    return withLiveConnection(poolOf(this.dataSource), run, () => !hasBegun);
  }

  /** Repeats the settings of the session, because a pooler does not keep them. */
  get #limits(): string {
    const { timeoutSeconds, lockTimeoutSeconds } = this.options;
    return `SET LOCAL statement_timeout = ${Math.ceil(timeoutSeconds * 1000)};
      SET LOCAL idle_in_transaction_session_timeout = ${Math.ceil(timeoutSeconds * 1000)};
      SET LOCAL lock_timeout = ${Math.ceil(lockTimeoutSeconds * 1000)}`;
  }

  async #answered<Result>(result: Promise<Result>, signal?: AbortSignal | undefined): Promise<Result> {
    try {
      return await answered(result, this.options.timeoutSeconds * 1000, signal);
    } catch (error) {
      signal?.throwIfAborted();
      // TypeORM's error has the values of the query, which may be secrets.
      throw asStoreError(error instanceof QueryFailedError ? error.driverError : error);
    }
  }
}
