/** One SQL statement, with the shape of its rows. */
export interface Statement<Row> {
  /** Names it on the server, where it is prepared once per connection. */
  readonly name: string;
  /** `{tags}` stands for the table in the registry's schema. */
  readonly text: string;
  readonly row?: Row;
}

export function statement<Row = never>(name: string, text: string): Statement<Row> {
  return { name, text };
}

/** Runs statements: each for itself, or within a transaction. */
export interface Queries {
  /** @param signal ends a statement that runs for itself, on the server too */
  query<Row>(
    statement: Statement<Row>,
    values: readonly unknown[],
    signal?: AbortSignal | undefined,
  ): Promise<readonly Row[]>;
}
