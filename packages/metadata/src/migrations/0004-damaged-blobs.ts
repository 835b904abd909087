import type { MigrationInterface, QueryRunner } from 'typeorm';
import { beginMigration } from './begin-migration.js';

/** Adds the time at which the bytes of a blob were found missing or wrong. */
export class DamagedBlobs1795914000000 implements MigrationInterface {
  readonly name = 'DamagedBlobs1795914000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const qualify = await beginMigration(queryRunner);
    await queryRunner.query(qualify('ALTER TABLE {blobs} ADD damaged_at timestamptz'));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const qualify = await beginMigration(queryRunner);
    await queryRunner.query(qualify('ALTER TABLE {blobs} DROP damaged_at'));
  }
}
