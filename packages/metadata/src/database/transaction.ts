import type { Pool, PoolClient, QueryConfig } from 'pg';
import { leavesConnectionUsable } from './failure.js';
import { withLiveConnection } from './live-connection.js';
import type { Queries, Statement } from './statement.js';

export interface TransactionSettings {
  readonly begin: QueryConfig;
  readonly commit: QueryConfig;
  readonly rollBack: QueryConfig;
  configure(statement: Statement<unknown>, values: readonly unknown[]): QueryConfig;
}

/** Runs `work` once in a transaction, and leaves the pool with connections that work. */
export async function runInTransaction<Result>(
  pool: Pool,
  { begin, commit, rollBack, configure }: TransactionSettings,
  work: (queries: Queries) => Promise<Result>,
): Promise<Result> {
  const client = await beginOnLiveConnection(pool, begin);
  let usable = false;
  try {
    const result = await work({
      query: async (statement, values) => (await client.query(configure(statement, values))).rows,
    });
    await commitWith(client, commit);
    usable = true;
    return result;
  } catch (error) {
    usable = leavesConnectionUsable(error) && (await succeeds(client.query(rollBack)));
    throw error;
  } finally {
    release(client, usable);
  }
}

/** Nothing was asked of a connection that breaks here, so another one may take its place. */
async function beginOnLiveConnection(pool: Pool, begin: QueryConfig): Promise<PoolClient> {
  return withLiveConnection(pool, async () => beginOn(await pool.connect(), begin));
}

async function beginOn(client: PoolClient, begin: QueryConfig): Promise<PoolClient> {
  // A connection that breaks while it is ours says so twice: the pending query rejects, which is enough.
  client.on('error', ignore);
  try {
    await client.query(begin);
    return client;
  } catch (error) {
    release(client, false);
    throw error;
  }
}

/** A transaction that failed answers COMMIT with ROLLBACK, and no error. */
async function commitWith(client: PoolClient, commit: QueryConfig): Promise<void> {
  const { command } = await client.query(commit);
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
