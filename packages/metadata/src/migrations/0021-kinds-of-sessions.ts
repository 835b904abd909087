import type { MigrationInterface, QueryRunner } from 'typeorm';
import { beginMigration } from './begin-migration.js';

/**
 * Adds to a session its kind, because each kind has its own limit for one user. Sessions of browsers last a day. The release
 * before this migration gives no kind to a session, which then counts as a session of a browser.
 */
export class KindsOfSessions1796090000000 implements MigrationInterface {
  readonly name = 'KindsOfSessions1796090000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const qualify = await beginMigration(queryRunner);
    await queryRunner.query(
      qualify(`
        ALTER TABLE {sessions} ADD kind text COLLATE "C" NOT NULL DEFAULT 'browser';
        UPDATE {sessions} SET kind = 'client' WHERE expires_at > created_at + interval '1 day';
      `),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const qualify = await beginMigration(queryRunner);
    await queryRunner.query(qualify('ALTER TABLE {sessions} DROP kind'));
  }
}
