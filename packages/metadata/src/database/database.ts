import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, PoolClient, QueryConfig } from 'pg';
import type { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { asStoreError, isLostConnection, isRepeatable, leavesConnectionUsable } from './failure.js';
import { qualify } from './qualify.js';
import { schemaOf } from './schema-of.js';
import type { Queries, Statement } from './statement.js';

export interface DatabaseOptions {
  readonly preparedStatements: boolean;
  readonly statementTimeoutSeconds: number;
  readonly lockTimeoutSeconds: number;
}

/** How often a transaction is tried that loses to others. */
const attempts = 5;

/** Statements and transactions on the connections of a data source. */
export class Database implements Queries {
  readonly #dataSource: DataSource;
  readonly #options: DatabaseOptions;
  readonly #texts = new Map<Statement<unknown>, string>();

  constructor(dataSource: DataSource, options: DatabaseOptions) {
    this.#dataSource = dataSource;
    this.#options = options;
  }

  /** Runs one statement by itself. It must only read: it is sent again if its connection turns out to be dead. */
  async query<Row>(statement: Statement<Row>, values: readonly unknown[]): Promise<readonly Row[]> {
    const send = () => this.#pool.query(this.#configure(statement, values));
    try {
      return (await send().catch((error) => (isLostConnection(error) ? send() : Promise.reject(error)))).rows as Row[];
    } catch (error) {
      throw asStoreError(error);
    }
  }

  /** Runs `work` in a transaction: all of it is committed when this resolves, nothing if `work` rejects. */
  async transaction<Result>(work: (queries: Queries) => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#attempt(work);
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
    return (this.#dataSource.driver as PostgresDriver).master as Pool;
  }

  async #attempt<Result>(work: (queries: Queries) => Promise<Result>): Promise<Result> {
    const client = await this.#pool.connect();
    // A connection that breaks while it is ours says so twice: the pending query rejects, which is enough.
    client.on('error', ignore);
    let usable = false;
    try {
      const result = await this.#commit(client, work);
      usable = true;
      return result;
    } catch (error) {
      usable = leavesConnectionUsable(error) && (await rollBack(client));
      throw error;
    } finally {
      client.off('error', ignore);
      client.release(!usable);
    }
  }

  async #commit<Result>(client: PoolClient, work: (queries: Queries) => Promise<Result>): Promise<Result> {
    await client.query(this.#begin);
    const result = await work({
      query: async (statement, values) => (await client.query(this.#configure(statement, values))).rows,
    });
    const { command } = await client.query('COMMIT');
    if (command !== 'COMMIT') throw new Error('the transaction had failed before its end');
    return result;
  }

  /** Limits of time come with each transaction, because a pooler keeps no settings for us. */
  get #begin(): string {
    const { statementTimeoutSeconds, lockTimeoutSeconds } = this.#options;
    return `BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
      SET LOCAL statement_timeout = ${Math.ceil(statementTimeoutSeconds * 1000)};
      SET LOCAL lock_timeout = ${Math.ceil(lockTimeoutSeconds * 1000)}`;
  }

  #configure(statement: Statement<unknown>, values: readonly unknown[]): QueryConfig {
    const { preparedStatements, statementTimeoutSeconds } = this.#options;
    const text = this.#texts.get(statement) ?? qualify(statement.text, schemaOf(this.#dataSource));
    this.#texts.set(statement, text);
    return {
      ...(preparedStatements && { name: statement.name }),
      text,
      values: [...values],
      // The last resort: a server that says nothing at all.
      query_timeout: (statementTimeoutSeconds + 5) * 1000,
    } as QueryConfig;
  }
}

async function rollBack(client: PoolClient): Promise<boolean> {
  return client.query('ROLLBACK').then(
    () => true,
    () => false,
  );
}

function ignore(): void {}
