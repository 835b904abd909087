import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RepositoryName } from '@lading/core';
import type { Queries, Statement } from './statement.js';

/** A row of such a statement says which of the things that were asked for it is, counted from 1. */
export interface Positioned {
  readonly position: number;
}

/**
 * What the statements of lookups begin with: the things that are asked for, as rows. The inner selects keep their number
 * from the planner: it would plan each statement anew, which costs several times what running it does.
 */
export const wanted =
  'unnest((SELECT $1::text[]), (SELECT $2::text[])) WITH ORDINALITY AS wanted (repository, name, position)';

/** Answers above this many in one statement would keep the first waiting. */
const most = 100;

/** How long a lookup waits for the statement before it at most, which may have got a connection that is silent. */
const patienceMilliseconds = 2;

/** The lookups of one statement; those of the same thing share a place. */
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
 * Lookups of things that repositories have, each by a name. Those that arrive while a statement is on its way go together
 * as the next one: under load most of what a lookup costs is the way to the server and back. Each is sent after it was
 * asked for, so that it sees what others committed before.
 */
export class GatheredLookups<Row extends Positioned> {
  #gathering: Gathering | undefined;
  #rows: Promise<ReadonlyMap<number, Row>> = Promise.resolve(new Map());

  /** @param values what the statement takes beside `$1` and `$2` */
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

/** Waits until a promise is settled, either way, but no longer than so many milliseconds. */
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
