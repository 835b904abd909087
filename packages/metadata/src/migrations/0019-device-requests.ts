import type { MigrationInterface, QueryRunner } from 'typeorm';
import { beginMigration } from './begin-migration.js';

/**
 * Adds the requests of devices for tokens (RFC 8628). A row has only hashes of the codes. It is deleted when the device fetches its
 * token, or some time after it has expired.
 */
export class DeviceRequests1796070000000 implements MigrationInterface {
  readonly name = 'DeviceRequests1796070000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const qualify = await beginMigration(queryRunner);
    await queryRunner.query(
      qualify(`
        CREATE TABLE {device_requests} (
          id uuid PRIMARY KEY DEFAULT {uuid_v7}(clock_timestamp(), 0),
          device_code_hash text COLLATE "C" NOT NULL UNIQUE,
          user_code_hash text COLLATE "C" NOT NULL UNIQUE,
          device text NOT NULL,
          scopes jsonb,
          address text NOT NULL,
          network text COLLATE "C" NOT NULL,
          user_agent text,
          created_at timestamptz NOT NULL DEFAULT now(),
          expires_at timestamptz NOT NULL,
          interval_seconds integer NOT NULL,
          last_polled_at timestamptz,
          was_too_fast boolean NOT NULL DEFAULT false,
          outcome text COLLATE "C" CHECK (outcome IN ('approved', 'denied')),
          decided_by text COLLATE "C",
          password_mark text,
          decided_at timestamptz
        );
        CREATE INDEX device_requests_expires_at ON {device_requests} (expires_at);
        CREATE INDEX device_requests_network ON {device_requests} (network, expires_at);
      `),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const qualify = await beginMigration(queryRunner);
    await queryRunner.query(qualify('DROP TABLE {device_requests}'));
  }
}
