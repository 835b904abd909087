import { isConnectionGone } from '../connection/failure.js';
import type { RegistryPool } from '../connection/registry-pool.js';

/**
 * Repeats work whose connection turns out to be dead: idle connections may have died unnoticed, all of them after a restart
 * of the server. Each attempt removes one from the pool. A new connection that breaks is a failure, and so is a connection
 * that breaks after work that may not be repeated.
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
