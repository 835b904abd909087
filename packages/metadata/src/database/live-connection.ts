import type { Pool } from 'pg';
import { isConnectionGone } from './failure.js';

/**
 * Connections that nobody used may have died unnoticed, all of them after a restart of the server. Each try takes one of
 * them out of the pool; a new connection that breaks is a failure.
 */
export async function withLiveConnection<Result>(pool: Pool, work: () => Promise<Result>): Promise<Result> {
  for (;;) {
    const mayBeStale = pool.idleCount > 0;
    try {
      return await work();
    } catch (error) {
      if (!mayBeStale || !isConnectionGone(error)) throw error;
    }
  }
}
