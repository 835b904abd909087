import type { PoolClient, QueryConfig, QueryResult } from 'pg';
import { destroyConnection } from '../connection/destroy-connection.js';
import { concernsAllConnections, leavesConnectionUsable } from '../connection/failure.js';
import type { RegistryPool } from '../connection/registry-pool.js';
import type { TimeLimit } from '../connection/time-limit.js';

/** A query with a time limit of the driver, as the last resort for a server that does not answer at all. */
export interface LimitedQuery extends QueryConfig {
  /** Milliseconds. */
  readonly query_timeout: number;
}

/**
 * Runs one statement without a transaction. If the connection does not answer in time, or the signal fires, the connection
 * is destroyed, and the server ends the statement.
 * @param configure called when there is a connection
 */
export async function runStatement(
  pool: RegistryPool,
  limit: TimeLimit,
  configure: () => LimitedQuery,
  signal: AbortSignal | undefined,
): Promise<QueryResult> {
  const client = await borrow(pool, limit);
  if (signal?.aborted) giveBack(pool, client);
  signal?.throwIfAborted();
  const abort = () => destroyConnection(client);
  signal?.addEventListener('abort', abort);
  try {
    const result = await client.query(configure());
    giveBack(pool, client);
    return result;
  } catch (error) {
    giveBack(pool, client, error);
    throw error;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

/**
 * Takes a connection from the pool, or opens one.
 * @throws Error if there is none within the limit, even if not all hosts of the URL were tried
 */
export async function borrow(pool: RegistryPool, limit: TimeLimit): Promise<PoolClient> {
  const client = await (pool.hasConnection ? pool.connect() : inTime(pool.connect(), limit));
  // A borrowed connection that breaks emits an error and also rejects the pending query, which is enough.
  client.on('error', ignore);
  return client;
}

/** Waits for a connection within the limit. A connection that comes too late goes to the pool, for another call. */
function inTime(connecting: Promise<PoolClient>, limit: TimeLimit): Promise<PoolClient> {
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      reject(new Error('timeout before a connection was made'));
      connecting.then((client) => client.release(), ignore);
    };
    const timer = setTimeout(giveUp, limit.milliseconds);
    connecting.finally(() => clearTimeout(timer)).then(resolve, reject);
  });
}

/** Returns a connection to the pool, which closes it if the error left it unusable. */
export function giveBack(pool: RegistryPool, client: PoolClient, error?: unknown): void {
  client.off('error', ignore);
  if (concernsAllConnections(error)) pool.distrustConnections();
  client.release(error !== undefined && !leavesConnectionUsable(error));
}

export function limited(query: QueryConfig, limit: TimeLimit): LimitedQuery {
  return { ...query, query_timeout: limit.milliseconds };
}

function ignore(): void {}
