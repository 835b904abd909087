import type { MigrationInterface, QueryRunner } from 'typeorm';
import { beginMigration } from './begin-migration.js';

/**
 * Adds the trust rules, by which workloads sign in as robots, and the secrets that they get in exchange for their tokens. A token
 * is exchanged once: its hash is unique, and its row is kept until `keep_until`.
 */
export class Trust1796010000000 implements MigrationInterface {
  readonly name = 'Trust1796010000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const qualify = await beginMigration(queryRunner);
    await queryRunner.query(
      qualify(`
        CREATE TABLE {trusts} (
          id uuid PRIMARY KEY DEFAULT {uuid_v7}(clock_timestamp(), 0),
          version integer NOT NULL,
          created_at timestamptz NOT NULL,
          updated_at timestamptz NOT NULL,
          change bigint NOT NULL DEFAULT 0,
          description text,
          issuer text COLLATE "C" NOT NULL,
          audience text COLLATE "C" NOT NULL,
          claims jsonb NOT NULL,
          robot text COLLATE "C" NOT NULL,
          scopes jsonb,
          maximum_seconds integer NOT NULL,
          jwks jsonb
        );
        CREATE INDEX trusts_change ON {trusts} (change);
        CREATE TABLE {exchanged_secrets} (
          id uuid PRIMARY KEY DEFAULT {uuid_v7}(clock_timestamp(), 0),
          secret_hash text COLLATE "C" NOT NULL UNIQUE,
          token_hash text COLLATE "C" NOT NULL UNIQUE,
          trust text COLLATE "C" NOT NULL,
          robot text COLLATE "C" NOT NULL,
          created_at timestamptz NOT NULL DEFAULT now(),
          expires_at timestamptz NOT NULL,
          keep_until timestamptz NOT NULL
        );
        CREATE INDEX exchanged_secrets_keep_until ON {exchanged_secrets} (keep_until);
      `),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const qualify = await beginMigration(queryRunner);
    await queryRunner.query(qualify('DROP TABLE {exchanged_secrets}, {trusts}'));
  }
}
