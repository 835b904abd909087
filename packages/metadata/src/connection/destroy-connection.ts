import type { Socket } from 'node:net';
import type { PoolClient } from 'pg';

/**
 * Ends a connection at once, whatever is under way on it; the server ends a running statement when it notices. pg itself
 * waits for the answers to statements that it has sent.
 */
export function destroyConnection(client: PoolClient): void {
  const { connection } = client as PoolClient & { readonly connection: { readonly stream: Socket } };
  connection.stream.destroy();
}
