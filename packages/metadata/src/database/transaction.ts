import type { PoolClient, QueryConfig } from 'pg';
import { destroyConnection } from '../connection/destroy-connection.js';
import type { RegistryPool } from '../connection/registry-pool.js';
import { leavesConnectionUsable } from './failure.js';
import { withLiveConnection } from './live-connection.js';
import { Pipeline } from './pipeline.js';
import { borrow, giveBack, limited } from './run-statement.js';
import type { Queries, Statement } from './statement.js';
import type { TimeLimit } from './time-limit.js';

/** Runs the statements of one transaction, in the order in which they are given. */
export interface Transaction extends Queries {
  /** Sends a statement whose rows nobody needs, and does not wait for its end. If it fails, so does the transaction. */
  send(statement: Statement<unknown>, values: readonly unknown[]): void;
  /** Gives the whole time limit once more: for large work in parts, each of which is short. */
  restartLimit(): void;
}

/**
 * What is to be done in a transaction. What it sends at once goes along with BEGIN, before anybody knows that this
 * succeeded; so that must do no harm by itself.
 */
export type TransactionWork<Result> = (transaction: Transaction) => Promise<Result>;

export interface TransactionSettings {
  readonly begin: QueryConfig;
  readonly commit: QueryConfig;
  readonly rollBack: QueryConfig;
  configure(statement: Statement<unknown>, values: readonly unknown[]): QueryConfig;
  /** For all of it together, from the wait for a connection to the commit. */
  readonly limit: TimeLimit;
}

/** Runs `work` once in a transaction, and leaves the pool with connections that work. */
export async function runInTransaction<Result>(
  pool: RegistryPool,
  settings: TransactionSettings,
  work: TransactionWork<Result>,
): Promise<Result> {
  let hasBegun = false;
  const noteBegin = () => {
    hasBegun = true;
  };
  // Nothing was committed on a connection that breaks before it has begun, so another one may take its place.
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
      query: async (statement, values) => (await pipeline.run(limited(configure(statement, values), limit))).rows,
      send: (statement, values) => void pipeline.send(limited(configure(statement, values), limit)),
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

/** A transaction that failed answers COMMIT with ROLLBACK, and no error. */
async function commitWith(pipeline: Pipeline, commit: QueryConfig): Promise<void> {
  const { command } = await pipeline.run(commit);
  if (command !== 'COMMIT') throw new Error('the transaction had failed before its end');
}

/** A connection that can't roll back ends, and the server rolls back by itself. */
async function rollBackOn(client: PoolClient, rollBack: QueryConfig): Promise<void> {
  try {
    await client.query(rollBack);
  } catch {
    destroyConnection(client);
  }
}

function ignore(): void {}
