import type { MigrationInterface, QueryRunner } from 'typeorm';
import { beginMigration } from './begin-migration.js';

/**
 * Adds to users their identities and groups at identity providers, and the values that may be used once. The index of identities
 * is not unique, because the release before this migration also works with these tables. Changes of users are made one after the
 * other, and each checks its identity.
 */
export class IdentitiesOfUsers1796080000000 implements MigrationInterface {
  readonly name = 'IdentitiesOfUsers1796080000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const qualify = await beginMigration(queryRunner);
    await queryRunner.query(
      qualify(`
        ALTER TABLE {users}
          ADD issuer text COLLATE "C",
          ADD subject text COLLATE "C",
          ADD provider_groups text[] COLLATE "C";
        CREATE INDEX users_identity ON {users} (issuer, subject) WHERE issuer IS NOT NULL;
        CREATE TABLE {single_uses} (
          value text COLLATE "C" PRIMARY KEY,
          keep_until timestamptz NOT NULL
        );
        CREATE INDEX single_uses_keep_until ON {single_uses} (keep_until);
      `),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const qualify = await beginMigration(queryRunner);
    await queryRunner.query(
      qualify(`DROP TABLE {single_uses};
        ALTER TABLE {users} DROP issuer, DROP subject, DROP provider_groups`),
    );
  }
}
