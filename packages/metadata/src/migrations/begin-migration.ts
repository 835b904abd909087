import type { QueryRunner } from 'typeorm';
import { qualify } from '../database/qualify.js';
import { schemaOf } from '../database/schema-of.js';

/**
 * Opens a migration inside its transaction: it gives up rather than hold up a running registry behind its wait for a lock.
 * @returns what puts the schema into the migration's statements
 */
export async function beginMigration(queryRunner: QueryRunner): Promise<(text: string) => string> {
  await queryRunner.query(`SET LOCAL lock_timeout = '5s'; SET LOCAL statement_timeout = 0`);
  const schema = schemaOf(queryRunner.dataSource);
  return (text) => qualify(text, schema);
}
