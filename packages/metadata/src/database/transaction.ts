import type { PoolClient, QueryConfig } from 'pg';
import { destroyConnection } from '../connection/destroy-connection.js';
import { leavesConnectionUsable } from '../connection/failure.js';
import type { RegistryPool } from '../connection/registry-pool.js';
import type { TimeLimit } from '../connection/time-limit.js';
import { withLiveConnection } from './live-connection.js';
import { Pipeline } from './pipeline.js';
import { borrow, giveBack, type LimitedQuery, limited } from './run-statement.js';
import type { Queries, Statement } from './statement.js';

/** Runs the statements of one transaction, in the order of the calls. */
export interface Transaction extends Queries {
  /** Sends a statement without waiting for its result. If it fails, the transaction fails. */
  send(statement: Statement<unknown>, values: readonly unknown[]): void;
  /** Starts the whole time limit again, for large work in short parts. */
  restartLimit(): void;
}

/**
 * The work of a transaction. Statements that it sends at once are sent together with BEGIN, before it is known that BEGIN
 * succeeds, so they must do no harm on their own.
 */
export type TransactionWork<Result> = (transaction: Transaction) => Promise<Result>;

export interface TransactionSettings {
  readonly begin: QueryConfig;
  readonly commit: QueryConfig;
  readonly rollBack: QueryConfig;
  configure(statement: Statement<unknown>, values: readonly unknown[]): LimitedQuery;
  /** The limit of the whole transaction, from the wait for a connection to the commit. */
  readonly limit: TimeLimit;
}

/** Runs `work` once in a transaction, and leaves only usable connections in the pool. */
export async function runInTransaction<Result>(
  pool: RegistryPool,
  settings: TransactionSettings,
  work: TransactionWork<Result>,
): Promise<Result> {
  let hasBegun = false;
  const noteBegin = () => {
    hasBegun = true;
  };
  // If a connection breaks before BEGIN succeeds, nothing was committed, and the work can be repeated on another one.
  return withLiveConnection(
    pool,
    async () => {
      const client = await borrow(pool, settings.limit);
      try {
        const result = await runOn(client, settings, work, noteBegin);
        giveBack(pool, client);
        return result;
      } catch (error) {
        giveBack(pool, client, error);
        throw error;
      }
    },
    () => !hasBegun,
  );
}

async function runOn<Result>(
  client: PoolClient,
  { begin, commit, rollBack, configure, limit }: TransactionSettings,
  work: TransactionWork<Result>,
  noteBegin: () => void,
): Promise<Result> {
  const pipeline = new Pipeline(client);
  try {
    const begun = pipeline.send(limited(begin, limit));
    begun.then(noteBegin, ignore);
    const result = await work({
      query: async (statement, values) => (await pipeline.run(configure(statement, values))).rows,
      send: (statement, values) => void pipeline.send(configure(statement, values)),
      restartLimit: () => limit.restart(),
    });
    await begun;
    await commitWith(pipeline, limited(commit, limit));
    return result;
  } catch (error) {
    if (leavesConnectionUsable(error)) await rollBackOn(client, limited(rollBack, limit));
    throw error;
  }
}

/** PostgreSQL answers COMMIT of a failed transaction with ROLLBACK and without an error. */
async function commitWith(pipeline: Pipeline, commit: QueryConfig): Promise<void> {
  const { command } = await pipeline.run(commit);
  if (command !== 'COMMIT') throw new Error('the transaction had failed before its end');
}

/** Rolls back, or closes a connection that cannot, and the server then rolls back. */
async function rollBackOn(client: PoolClient, rollBack: QueryConfig): Promise<void> {
  try {
    await client.query(rollBack);
  } catch {
    destroyConnection(client);
  }
}

function ignore(): void {}
