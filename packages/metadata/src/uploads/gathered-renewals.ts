import { setImmediate as nextTurn } from 'node:timers/promises';
import type { UploadId } from '@lading/core';
import type { Database } from '../database/database.js';
import { statement } from '../database/statement.js';

interface RenewedRow {
  readonly id: UploadId;
  readonly writer: string;
}

/** Also keeps the staged objects of an upload for as long as its claim. */
const renew = statement<RenewedRow>(
  'renew-upload-claims',
  `WITH renewed AS (
     UPDATE {upload_sessions} s SET claimed_until = now() + make_interval(secs => $3),
       expires_at = now() + make_interval(secs => greatest($3, idle_seconds))
     FROM unnest((SELECT $1::uuid[]), (SELECT $2::text[])) AS held (id, writer)
     WHERE s.id = held.id AND s.writer = held.writer AND s.status = 'open' RETURNING s.id, s.writer
   ), kept AS (
     UPDATE {objects} o SET delete_after = now() + make_interval(secs => $3) FROM renewed
     WHERE o.upload_id = renewed.id AND o.state = 'staged' AND o.delete_after < now() + make_interval(secs => $3)
   )
   SELECT id, writer FROM renewed`,
);

interface Gathering {
  readonly leaseSeconds: number;
  readonly ids: UploadId[];
  readonly writers: string[];
  readonly renewed: Promise<ReadonlySet<string>>;
}

/**
 * Renews claims. All renewals of one turn of the event loop are one statement, so that many slow uploads cost no more commits
 * than one.
 */
export class GatheredRenewals {
  readonly #database: Database;
  #gathering: Gathering | undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Resolves to `false` if the writer has lost its claim. */
  async renew(id: UploadId, writer: string, leaseSeconds: number): Promise<boolean> {
    if (this.#gathering?.leaseSeconds !== leaseSeconds) this.#gathering = this.#gather(leaseSeconds);
    const { ids, writers, renewed } = this.#gathering;
    ids.push(id);
    writers.push(writer);
    return (await renewed).has(keyOf({ id, writer }));
  }

  #gather(leaseSeconds: number): Gathering {
    const [ids, writers]: [UploadId[], string[]] = [[], []];
    return { leaseSeconds, ids, writers, renewed: this.#send(ids, writers, leaseSeconds) };
  }

  async #send(
    ids: readonly UploadId[],
    writers: readonly string[],
    leaseSeconds: number,
  ): Promise<ReadonlySet<string>> {
    await nextTurn();
    if (this.#gathering?.ids === ids) this.#gathering = undefined;
    // If a crash loses a renewal, the claim only ends earlier, so the commit need not wait for the disk.
    const values = [ids, writers, leaseSeconds];
    const rows = await this.#database.transaction((queries) => queries.query(renew, values), { lasts: false });
    return new Set(rows.map(keyOf));
  }
}

function keyOf({ id, writer }: RenewedRow): string {
  return `${id} ${writer}`;
}
