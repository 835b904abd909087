import type { MigrationInterface, QueryRunner } from 'typeorm';
import { beginMigration } from './begin-migration.js';

/** Adds the table by which replicas take turns at shared tasks. */
export class Turns1795478400000 implements MigrationInterface {
  readonly name = 'Turns1795478400000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const qualify = await beginMigration(queryRunner);
    await queryRunner.query(
      qualify(`CREATE TABLE {turns} (
        task text COLLATE "C" CONSTRAINT turns_pkey PRIMARY KEY,
        due_at timestamptz NOT NULL
      )`),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const qualify = await beginMigration(queryRunner);
    await queryRunner.query(qualify('DROP TABLE {turns}'));
  }
}
