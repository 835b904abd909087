import type { AccessStore, CredentialRecord } from '@lading/core';
import type { Database } from '../../database/database.js';
import { locks } from '../../database/locks.js';
import { statement } from '../../database/statement.js';
import { credentialEntity } from '../entities/index.js';
import type { RecordDatabase } from '../record-database.js';
import { isUuid } from './is-uuid.js';
import { PostgresRecords } from './postgres-records.js';

/** Skips credentials whose use another replica records now, and those that are being changed. */
const use = statement(
  'use-credentials',
  `WITH used AS (
     SELECT id FROM {credentials} WHERE id = ANY ($1::uuid[])
       AND (last_used_at IS NULL OR last_used_at <= now() - interval '1 minute') ${locks.usedCredential.clause})
   UPDATE {credentials} c SET last_used_at = now() FROM used WHERE c.id = used.id`,
);

export class PostgresCredentials extends PostgresRecords<CredentialRecord> {
  readonly #statements: Database;

  constructor(database: RecordDatabase, statements: Database) {
    super(database, credentialEntity, 'id');
    this.#statements = statements;
  }

  findBySecret(secretHash: string): Promise<CredentialRecord | undefined> {
    return this.findBy({ secretHash });
  }

  listOf({ kind, name }: CredentialRecord['owner']): ReturnType<AccessStore['credentials']['listOf']> {
    return this.select({ where: { owner: { kind, name } }, order: { id: 'ASC' } });
  }

  async use(ids: readonly string[]): Promise<void> {
    const own = ids.filter(isUuid);
    if (own.length > 0) await this.#statements.query(use, [own]);
  }
}
