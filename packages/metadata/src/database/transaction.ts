import type { Pool, PoolClient, QueryConfig } from 'pg';
import { leavesConnectionUsable } from './failure.js';
import { withLiveConnection } from './live-connection.js';
import { Pipeline } from './pipeline.js';
import type { Queries, Statement } from './statement.js';

/** Runs the statements of one transaction, in the order in which they are given. */
export interface Transaction extends Queries {
  /** Sends a statement whose rows nobody needs, and does not wait for its end. If it fails, so does the transaction. */
  send(statement: Statement<unknown>, values: readonly unknown[]): void;
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
}

/** Runs `work` once in a transaction, and leaves the pool with connections that work. */
export async function runInTransaction<Result>(
  pool: Pool,
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
    async () => runOn(await pool.connect(), settings, work, noteBegin),
    () => !hasBegun,
  );
}

async function runOn<Result>(
  client: PoolClient,
  { begin, commit, rollBack, configure }: TransactionSettings,
  work: TransactionWork<Result>,
  noteBegin: () => void,
): Promise<Result> {
  // A connection that breaks while it is ours says so twice: the pending query rejects, which is enough.
  client.on('error', ignore);
  const pipeline = new Pipeline(client);
  let usable = false;
  try {
    const begun = pipeline.send(begin);
    begun.then(noteBegin, ignore);
    const result = await work({
      query: async (statement, values) => (await pipeline.run(configure(statement, values))).rows,
      send: (statement, values) => void pipeline.send(configure(statement, values)),
    });
    await begun;
    await commitWith(pipeline, commit);
    usable = true;
    return result;
  } catch (error) {
    usable = leavesConnectionUsable(error) && (await succeeds(client.query(rollBack)));
    throw error;
  } finally {
    release(client, usable);
  }
}

/** A transaction that failed answers COMMIT with ROLLBACK, and no error. */
async function commitWith(pipeline: Pipeline, commit: QueryConfig): Promise<void> {
  const { command } = await pipeline.run(commit);
  if (command !== 'COMMIT') throw new Error('the transaction had failed before its end');
}

async function succeeds(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  );
}

function release(client: PoolClient, usable: boolean): void {
  client.off('error', ignore);
  client.release(!usable);
}

function ignore(): void {}
