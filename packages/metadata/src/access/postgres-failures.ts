import { createHash } from 'node:crypto';
import type { SignInFailures } from '@lading/core';
import type { Database } from '../database/database.js';
import { statement } from '../database/statement.js';

/** Keys come in order, so that two statements do not wait for each other. */
const record = statement(
  'record-sign-in-failure',
  `INSERT INTO {sign_in_failures} (key, secret, at) SELECT k, $2, now() FROM unnest($1::bytea[]) AS k
   ON CONFLICT (key, secret) DO UPDATE SET at = excluded.at`,
);

const count = statement<{ count: number }>(
  'count-sign-in-failures',
  `SELECT (SELECT count(*)::int FROM {sign_in_failures} f
     WHERE f.key = k.key AND f.at > now() - make_interval(secs => $2)) AS count
   FROM unnest($1::bytea[]) WITH ORDINALITY AS k (key, place) ORDER BY k.place`,
);

/** Rows that one statement deletes. */
const batchSize = 5000;

const deleteOld = statement<unknown>(
  'delete-old-sign-in-failures',
  `DELETE FROM {sign_in_failures} WHERE ctid = ANY (ARRAY (
     SELECT ctid FROM {sign_in_failures} WHERE at <= now() - make_interval(secs => $1) LIMIT ${batchSize})) RETURNING 1`,
);

/** Keeps only hashes: a key can be a long text, and contains what a client typed as its name. */
export class PostgresFailures implements SignInFailures {
  constructor(private readonly database: Database) {}

  async record(keys: readonly string[], secret: string): Promise<void> {
    const hashes = [...new Set(keys)].map(hashOf).sort(Buffer.compare);
    if (hashes.length > 0) await this.database.query(record, [hashes, hashOf(secret)]);
  }

  async count(keys: readonly string[], windowSeconds: number): Promise<readonly number[]> {
    const rows = await this.database.query(count, [keys.map(hashOf), windowSeconds]);
    return rows.map((row) => row.count);
  }

  async maintain(keepSeconds: number): Promise<void> {
    while ((await this.database.transaction((queries) => queries.query(deleteOld, [keepSeconds]))).length > 0);
  }
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
