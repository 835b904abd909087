import type { PoolClient, QueryConfig, QueryResult } from 'pg';

/**
 * Sends queries on one connection without waiting for earlier results. The server runs them in order, and a failed query fails
 * the rest of its transaction. The first failure is reported.
 */
export class Pipeline {
  readonly #client: PoolClient;
  readonly #sent: Promise<QueryResult>[] = [];

  constructor(client: PoolClient) {
    this.#client = client;
  }

  /** Sends a query. If the caller ignores its failure, the next `run` reports it. */
  send(query: QueryConfig): Promise<QueryResult> {
    const result = this.#client.query(query);
    this.#sent.push(result);
    result.catch(() => {});
    return result;
  }

  /** Sends a query. Resolves to its result when this query and all earlier ones have succeeded. */
  async run(query: QueryConfig): Promise<QueryResult> {
    const result = this.send(query);
    await Promise.all(this.#sent);
    return result;
  }
}
