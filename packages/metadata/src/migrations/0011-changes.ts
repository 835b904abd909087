import type { MigrationInterface, QueryRunner } from 'typeorm';
import { beginMigration } from './begin-migration.js';

const changeLog = `
  CREATE FUNCTION {change_number}(transaction xid8) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS 'SELECT $1::text::bigint + 0';

  CREATE TABLE {changes} (
    at timestamptz NOT NULL DEFAULT now(),
    horizon bigint NOT NULL DEFAULT greatest({change_number}(pg_current_xact_id()),
      {change_number}(pg_snapshot_xmax(pg_current_snapshot())) - 1),
    position bigint GENERATED ALWAYS AS IDENTITY,
    kind text NOT NULL,
    repository text COLLATE "C" NOT NULL,
    tag text COLLATE "C",
    digest text COLLATE "C",
    previous_digest text COLLATE "C",
    media_type text,
    artifact_type text,
    subject text COLLATE "C",
    size bigint,
    actor_kind text NOT NULL,
    actor_name text,
    request_id text NOT NULL
  ) PARTITION BY RANGE (at);
  CREATE INDEX changes_horizon ON {changes} (horizon, position);
  CREATE INDEX changes_repository ON {changes} (repository, horizon, position);
  CREATE TABLE {changes_default} PARTITION OF {changes} DEFAULT;
  CREATE INDEX changes_default_at ON {changes_default} (at);

  ALTER TABLE {tags} ADD previous_digest text COLLATE "C";
`;

/**
 * Adds the log of changes, in partitions by time, and to a tag the digest that it had before its last change, for the log.
 *
 * `horizon` is the number of the newest transaction when the change was logged. It is not less than that of its own
 * transaction, so a change is complete when all transactions up to its horizon have ended. And it is not less than that of
 * any change that was committed before, so changes that waited for one another's locks are in order. With the transaction's
 * own id they would not be: a transaction has its id before its locks.
 *
 * The default partition has an index of its own for the upkeep, which looks in it for weeks and for what is old.
 *
 * `change_number` numbers transactions by their ids. `continueChanges` replaces it after a restore into another cluster.
 */
export class Changes1795966200000 implements MigrationInterface {
  readonly name = 'Changes1795966200000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const qualify = await beginMigration(queryRunner);
    await queryRunner.query(qualify(changeLog));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const qualify = await beginMigration(queryRunner);
    await queryRunner.query(
      qualify(`ALTER TABLE {tags} DROP previous_digest; DROP TABLE {changes}; DROP FUNCTION {change_number}(xid8)`),
    );
  }
}
