import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RepositoryName } from '@lading/core';
import type { Queries, Statement } from './statement.js';

/** A row of a gathered lookup. Its position, from 1, is that of the lookup in the statement. */
export interface Positioned {
  readonly position: number;
}

/**
 * The source of a gathered lookup: one row for each name to find. The inner selects hide the number of names from the planner,
 * which would otherwise plan each call anew. That costs several times as much as the lookup.
 */
export const wanted =
  'unnest((SELECT $1::text[]), (SELECT $2::text[])) WITH ORDINALITY AS wanted (repository, name, position)';

/** The maximum number of lookups in one statement: with more, the first would wait for the last. */
const most = 100;

/** The longest wait for the previous statement, whose connection may not answer. */
const patienceMilliseconds = 2;

/** The lookups of one statement. Equal lookups share a row. */
class Gathering {
  readonly repositories: RepositoryName[] = [];
  readonly names: string[] = [];
  readonly #positions = new Map<string, number>();

  /** @returns the position that its row will have */
  add(repository: RepositoryName, name: string): number {
    const key = `${repository} ${name}`;
    const known = this.#positions.get(key);
    if (known !== undefined) return known;
    this.names.push(name);
    const position = this.repositories.push(repository);
    this.#positions.set(key, position);
    return position;
  }
}

/**
 * Finds rows by a repository and a name. Lookups that arrive while a statement runs are sent together in the next one: under
 * load, the round trip is most of the cost of a lookup. A lookup is sent after it was requested, so it sees all earlier
 * commits.
 */
export class GatheredLookups<Row extends Positioned> {
  #gathering: Gathering | undefined;
  #rows: Promise<ReadonlyMap<number, Row>> = Promise.resolve(new Map());

  /** @param values the values after `$1` and `$2` */
  constructor(
    private readonly queries: Queries,
    private readonly statement: Statement<Row>,
    private readonly values: readonly unknown[] = [],
  ) {}

  async find(repository: RepositoryName, name: string): Promise<Row | undefined> {
    this.#gathering ??= this.#gather();
    const rows = this.#rows;
    const position = this.#gathering.add(repository, name);
    if (position === most) this.#gathering = undefined;
    return (await rows).get(position);
  }

  #gather(): Gathering {
    const gathering = new Gathering();
    this.#rows = this.#send(gathering, this.#rows);
    return gathering;
  }

  async #send(gathering: Gathering, before: Promise<unknown>): Promise<ReadonlyMap<number, Row>> {
    await settled(before, patienceMilliseconds);
    await nextTurn();
    if (this.#gathering === gathering) this.#gathering = undefined;
    const { repositories, names } = gathering;
    const rows = await this.queries.query(this.statement, [repositories, names, ...this.values]);
    return new Map(rows.map((row) => [row.position, row]));
  }
}

/** Waits until a promise is fulfilled or rejected, or until the time is over. */
function settled(promise: Promise<unknown>, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    promise.then(done, done);
  });
}
