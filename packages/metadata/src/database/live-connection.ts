import type { RegistryPool } from '../connection/registry-pool.js';
import { isConnectionGone } from './failure.js';

/**
 * Connections that nobody used may have died unnoticed, all of them after a restart of the server. Each try takes one of
 * them out of the pool; a new connection that breaks is a failure, and so is one that breaks after work that may not be
 * repeated.
 */
export async function withLiveConnection<Result>(
  pool: RegistryPool,
  work: () => Promise<Result>,
  mayRepeat = () => true,
): Promise<Result> {
  for (;;) {
    const mayBeStale = pool.idleCount > 0;
    try {
      return await work();
    } catch (error) {
      if (!mayBeStale || !mayRepeat() || !isConnectionGone(error)) throw error;
    }
  }
}
