import type { MigrationInterface, QueryRunner } from 'typeorm';
import { beginMigration } from './begin-migration.js';

/** The id of the registry, in one row at most. */
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
