import type { MigrationInterface, QueryRunner } from 'typeorm';
import { beginMigration } from './begin-migration.js';

/** Whose turn it is to do what one replica does for all. */
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
