import type { MigrationInterface, QueryRunner } from 'typeorm';
import { beginMigration } from './begin-migration.js';

/** Adds the id of the registry, in a table of at most one row. */
export class Identity1795917600000 implements MigrationInterface {
  readonly name = 'Identity1795917600000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const qualify = await beginMigration(queryRunner);
    await queryRunner.query(
      qualify(`CREATE TABLE {identity} (
        is_only boolean DEFAULT true CONSTRAINT identity_pkey PRIMARY KEY CONSTRAINT identity_is_only CHECK (is_only),
        registry_id uuid NOT NULL
      )`),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const qualify = await beginMigration(queryRunner);
    await queryRunner.query(qualify('DROP TABLE {identity}'));
  }
}
