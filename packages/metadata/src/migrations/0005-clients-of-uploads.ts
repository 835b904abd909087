import type { MigrationInterface, QueryRunner } from 'typeorm';
import { beginMigration } from './begin-migration.js';

/** Adds the client that opened an upload, and an index to count open uploads by client. */
export class ClientsOfUploads1795915800000 implements MigrationInterface {
  readonly name = 'ClientsOfUploads1795915800000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const qualify = await beginMigration(queryRunner);
    await queryRunner.query(
      qualify(`ALTER TABLE {upload_sessions} ADD client text COLLATE "C";
        CREATE INDEX upload_sessions_client ON {upload_sessions} (client) WHERE status = 'open'`),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const qualify = await beginMigration(queryRunner);
    await queryRunner.query(qualify('ALTER TABLE {upload_sessions} DROP client'));
  }
}
