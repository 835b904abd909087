import type { SigningKey, SigningKeys } from '@lading/core';
import { ForeignError } from '../connection/foreign-error.js';
import type { Database } from '../database/database.js';
import { type Queries, statement } from '../database/statement.js';

interface KeysAtTime {
  readonly now: Date;
  readonly keys: readonly SigningKey[];
}

/** One row with only the time, if there are no keys. */
const read = statement<SigningKey & { readonly now: Date }>(
  'read-signing-keys',
  `SELECT t.now, k.kid, k.algorithm, k.public_jwk AS "publicJwk", k.sealed_private AS "sealedPrivate",
     k.activate_at AS "activateAt", k.retire_at AS "retireAt", k.drop_at AS "dropAt"
   FROM (SELECT clock_timestamp() AS now) t LEFT JOIN {signing_keys} k ON k.drop_at > t.now ORDER BY k.activate_at, k.kid`,
);

/** Lets others read. */
const lock = statement('lock-signing-keys', 'LOCK TABLE {signing_keys} IN SHARE ROW EXCLUSIVE MODE');

const add = statement(
  'add-signing-key',
  `INSERT INTO {signing_keys} (kid, algorithm, public_jwk, sealed_private, activate_at, retire_at, drop_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7)`,
);

const dropKey = statement<unknown>(
  'drop-signing-key',
  'UPDATE {signing_keys} SET drop_at = now() WHERE kid = $1 AND drop_at > now() RETURNING 1',
);

const deleteDropped = statement('delete-dropped-signing-keys', 'DELETE FROM {signing_keys} WHERE drop_at <= now()');

export class PostgresSigningKeys implements SigningKeys {
  constructor(private readonly database: Database) {}

  read(): Promise<KeysAtTime> {
    return readKeys(this.database);
  }

  async add(make: (keys: readonly SigningKey[], now: Date) => Promise<SigningKey | undefined>): Promise<void> {
    await this.database.transaction(async (transaction) => {
      await transaction.query(lock, []);
      const { keys, now } = await readKeys(transaction);
      const made = await make(keys, now).catch((error: unknown) => {
        throw new ForeignError(error);
      });
      if (made !== undefined) transaction.send(add, valuesOf(made));
    });
  }

  async drop(kid: string): Promise<boolean> {
    return (await this.database.transaction((transaction) => transaction.query(dropKey, [kid]))).length > 0;
  }

  async maintain(): Promise<void> {
    await this.database.query(deleteDropped, []);
  }
}

async function readKeys(queries: Queries): Promise<KeysAtTime> {
  const rows = await queries.query(read, []);
  const now = rows[0]?.now as Date;
  return { now, keys: rows.filter(({ kid }) => kid !== null).map(({ now: _, ...key }) => key) };
}

function valuesOf(key: SigningKey): unknown[] {
  const { kid, algorithm, publicJwk, sealedPrivate, activateAt, retireAt, dropAt } = key;
  return [kid, algorithm, JSON.stringify(publicJwk), Buffer.from(sealedPrivate), activateAt, retireAt, dropAt];
}
