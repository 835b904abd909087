import type { Socket } from 'node:net';
import type { PoolClient } from 'pg';

/**
 * Closes a connection at once, even during a statement, which the server ends when it notices. pg itself would wait for the
 * results of statements that it has sent.
 */
export function destroyConnection(client: PoolClient): void {
  const { connection } = client as PoolClient & { readonly connection: { readonly stream: Socket } };
  connection.stream.destroy();
}
