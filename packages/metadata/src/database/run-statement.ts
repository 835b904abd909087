import type { PoolClient, QueryConfig, QueryResult } from 'pg';
import { destroyConnection } from '../connection/destroy-connection.js';
import type { RegistryPool } from '../connection/registry-pool.js';
import { concernsAllConnections, leavesConnectionUsable } from './failure.js';
import type { TimeLimit } from './time-limit.js';

/**
 * Runs one statement by itself. A connection that does not answer in time, or whose answer nobody wants any more, is
 * destroyed, and the server ends the statement.
 */
export async function runStatement(
  pool: RegistryPool,
  query: QueryConfig,
  limit: TimeLimit,
  signal: AbortSignal | undefined,
): Promise<QueryResult> {
  const client = await pool.connect();
  if (signal?.aborted) client.release();
  signal?.throwIfAborted();
  const abort = () => destroyConnection(client);
  signal?.addEventListener('abort', abort);
  try {
    return await withConnection(pool, client, () => client.query(limited(query, limit)));
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

/** Works on a connection, and gives it back to the pool if it can still be used. */
export async function withConnection<Result>(
  pool: RegistryPool,
  client: PoolClient,
  work: () => Promise<Result>,
): Promise<Result> {
  // A connection that breaks while it is ours says so twice: the pending query rejects, which is enough.
  client.on('error', ignore);
  let usable = true;
  try {
    return await work();
  } catch (error) {
    usable = leavesConnectionUsable(error);
    if (concernsAllConnections(error)) pool.distrustConnections();
    throw error;
  } finally {
    client.off('error', ignore);
    client.release(!usable);
  }
}

/** The driver's limit is the last resort: a server that says nothing at all. */
export function limited(query: QueryConfig, limit: TimeLimit): QueryConfig {
  return { ...query, query_timeout: limit.milliseconds } as QueryConfig;
}

function ignore(): void {}
