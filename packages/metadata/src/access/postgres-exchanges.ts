import type { ExchangedSecret, ExchangedSecrets } from '@lading/core';
import { storableText } from '../changes/storable-text.js';
import type { Database } from '../database/database.js';
import { statement } from '../database/statement.js';

const columns = `id, secret_hash AS "secretHash", token_hash AS "tokenHash", trust, robot, created_at AS "createdAt",
  expires_at AS "expiresAt"`;

const create = statement<ExchangedSecret>(
  'create-exchanged-secret',
  `INSERT INTO {exchanged_secrets} (secret_hash, token_hash, trust, robot, expires_at, keep_until)
   VALUES ($1, $2, $3, $4, now() + make_interval(secs => $5), now() + make_interval(secs => greatest($5, $6)))
   ON CONFLICT (token_hash) DO NOTHING RETURNING ${columns}`,
);

const find = statement<ExchangedSecret>(
  'find-exchanged-secret',
  `SELECT ${columns} FROM {exchanged_secrets} WHERE secret_hash = $1 AND expires_at > now()`,
);

const deleteOver = statement(
  'delete-exchanged-secrets-that-are-over',
  'DELETE FROM {exchanged_secrets} WHERE keep_until <= now()',
);

export class PostgresExchanges implements ExchangedSecrets {
  constructor(private readonly database: Database) {}

  /** In a transaction, because a statement that is sent again would find its own row. */
  async create(secret: Parameters<ExchangedSecrets['create']>[0]): Promise<ExchangedSecret | undefined> {
    const { secretHash, tokenHash, trust, robot, lifeSeconds, tokenSeconds } = secret;
    const values = [secretHash, tokenHash, trust, storableText(robot), lifeSeconds, tokenSeconds];
    const [created] = await this.database.transaction((transaction) => transaction.query(create, values));
    return created;
  }

  async find(secretHash: string): Promise<ExchangedSecret | undefined> {
    const [found] = await this.database.query(find, [storableText(secretHash)]);
    return found;
  }

  async maintain(): Promise<void> {
    await this.database.query(deleteOver, []);
  }
}
