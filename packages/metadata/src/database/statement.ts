/** One SQL statement, with the shape of its rows. */
export interface Statement<Row> {
  /** The name of the prepared statement, which is prepared once per connection. A statement without a name is not kept. */
  readonly name?: string | undefined;
  /** `{tags}` stands for the table in the registry's schema. */
  readonly text: string;
  readonly row?: Row;
}

export function statement<Row = never>(name: string, text: string): Statement<Row> {
  return { name, text };
}

/** Runs statements, each separately or all within a transaction. */
export interface Queries {
  /** @param signal ends a separate statement, also on the server */
  query<Row>(
    statement: Statement<Row>,
    values: readonly unknown[],
    signal?: AbortSignal | undefined,
  ): Promise<readonly Row[]>;
}
