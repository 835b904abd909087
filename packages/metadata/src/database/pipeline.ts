import type { PoolClient, QueryConfig, QueryResult } from 'pg';

/**
 * Queries on one connection that go without a wait for the answers to those before them. The server works them off in
 * their order, and a failed one fails the rest of its transaction: what is told is that first failure.
 */
export class Pipeline {
  readonly #client: PoolClient;
  readonly #sent: Promise<QueryResult>[] = [];

  constructor(client: PoolClient) {
    this.#client = client;
  }

  /** Sends a query. Whoever does not look at its outcome finds a failure in that of the next one. */
  send(query: QueryConfig): Promise<QueryResult> {
    const result = this.#client.query(query);
    this.#sent.push(result);
    result.catch(() => {});
    return result;
  }

  /** Sends a query; resolves to its result once it and all before it have succeeded. */
  async run(query: QueryConfig): Promise<QueryResult> {
    const result = this.send(query);
    await Promise.all(this.#sent);
    return result;
  }
}
