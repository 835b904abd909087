import type { MigrationInterface, QueryRunner } from 'typeorm';
import { beginMigration } from './begin-migration.js';

/** Adds to a session the mark of the password of its sign-in. Older sessions have none. */
export class MarksOfSessions1796005800000 implements MigrationInterface {
  readonly name = 'MarksOfSessions1796005800000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const qualify = await beginMigration(queryRunner);
    await queryRunner.query(qualify('ALTER TABLE {sessions} ADD password_mark text'));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const qualify = await beginMigration(queryRunner);
    await queryRunner.query(qualify('ALTER TABLE {sessions} DROP password_mark'));
  }
}
