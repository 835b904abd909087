import type { MigrationInterface, QueryRunner } from 'typeorm';
import { beginMigration } from './begin-migration.js';

/**
 * Gives each change of the access records a random stamp beside its version, and keeps the stamps of recent changes. After a
 * failover that has lost changes, others can get the same versions. A process then finds that its stamp is not in
 * `access_stamps`, and reads everything again. The release before this migration raises the version and keeps the stamp. Such a
 * change has no row.
 */
export class StampsOfChanges1796016000000 implements MigrationInterface {
  readonly name = 'StampsOfChanges1796016000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const qualify = await beginMigration(queryRunner);
    await queryRunner.query(
      qualify(`
        ALTER TABLE {access_version} ADD stamp uuid NOT NULL DEFAULT gen_random_uuid();
        CREATE TABLE {access_stamps} (
          change bigint PRIMARY KEY,
          stamp uuid NOT NULL
        );
        INSERT INTO {access_stamps} (change, stamp) SELECT version, stamp FROM {access_version};
      `),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const qualify = await beginMigration(queryRunner);
    await queryRunner.query(qualify('DROP TABLE {access_stamps}; ALTER TABLE {access_version} DROP stamp'));
  }
}
