import type { MigrationInterface, QueryRunner } from 'typeorm';
import { beginMigration } from './begin-migration.js';

const ids = `
  CREATE FUNCTION {uuid_v7}(at timestamptz, place bigint) RETURNS uuid LANGUAGE sql VOLATILE STRICT PARALLEL SAFE AS $$
    SELECT (lpad(to_hex(us / 1000), 12, '0') || '7' || lpad(to_hex(us % 1000 * 4), 3, '0')
      || to_hex(2147483648 + $2 % 1073741824) || right(gen_random_uuid()::text, 8))::uuid
    FROM (SELECT floor(extract(epoch FROM $1) * 1000000)::bigint AS us) AS t
  $$;
  CREATE FUNCTION {first_uuid}(at timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT rpad(lpad(to_hex(floor(extract(epoch FROM $1) * 1000)::bigint), 12, '0'), 32, '0')::uuid
  $$;
`;

const record = `
  id uuid PRIMARY KEY DEFAULT {uuid_v7}(clock_timestamp(), 0),
  version integer NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  change bigint NOT NULL DEFAULT 0
`;

const records = `
  CREATE TABLE {access_version} (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    version bigint NOT NULL
  );
  INSERT INTO {access_version} (version) VALUES (0);
  CREATE TABLE {access_deletions} (
    change bigint,
    id uuid,
    PRIMARY KEY (change, id)
  );

  CREATE TABLE {users} (${record},
    name text COLLATE "C" NOT NULL UNIQUE,
    display_name text,
    email text,
    is_disabled boolean NOT NULL,
    not_before timestamptz,
    password_hash text
  );
  CREATE TABLE {groups} (${record},
    name text COLLATE "C" NOT NULL UNIQUE,
    description text,
    members text[] COLLATE "C" NOT NULL
  );
  CREATE TABLE {robots} (${record},
    name text COLLATE "C" NOT NULL UNIQUE,
    description text,
    namespace text COLLATE "C" NOT NULL,
    is_disabled boolean NOT NULL,
    expires_at timestamptz,
    not_before timestamptz
  );
  CREATE TABLE {credentials} (${record},
    owner_kind text COLLATE "C" NOT NULL,
    owner_name text COLLATE "C" NOT NULL,
    description text NOT NULL,
    secret_hash text COLLATE "C" NOT NULL UNIQUE,
    hint text NOT NULL,
    scopes jsonb,
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz
  );
  CREATE INDEX credentials_owner ON {credentials} (owner_name, owner_kind, id);
  CREATE TABLE {rules} (${record},
    description text,
    effect text NOT NULL,
    who text[] NOT NULL,
    "where" text[] NOT NULL,
    what text[] NOT NULL,
    "when" jsonb
  );
  CREATE INDEX users_change ON {users} (change);
  CREATE INDEX groups_change ON {groups} (change);
  CREATE INDEX robots_change ON {robots} (change);
  CREATE INDEX credentials_change ON {credentials} (change);
  CREATE INDEX rules_change ON {rules} (change);
`;

const signIn = `
  CREATE TABLE {sessions} (
    id uuid PRIMARY KEY DEFAULT {uuid_v7}(clock_timestamp(), 0),
    secret_hash text COLLATE "C" NOT NULL UNIQUE,
    user_name text COLLATE "C" NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    address text,
    user_agent text
  );
  CREATE INDEX sessions_user ON {sessions} (user_name, id);
  CREATE INDEX sessions_expires_at ON {sessions} (expires_at);

  CREATE TABLE {signing_keys} (
    kid text COLLATE "C" PRIMARY KEY,
    algorithm text NOT NULL,
    public_jwk jsonb NOT NULL,
    sealed_private bytea NOT NULL,
    activate_at timestamptz NOT NULL,
    retire_at timestamptz NOT NULL,
    drop_at timestamptz NOT NULL
  );

  CREATE TABLE {sign_in_failures} (
    key bytea,
    secret bytea,
    at timestamptz NOT NULL,
    PRIMARY KEY (key, secret)
  );
  CREATE INDEX sign_in_failures_at ON {sign_in_failures} (at);
`;

const audit = `
  CREATE TABLE {audit} (
    id uuid PRIMARY KEY,
    at timestamptz NOT NULL,
    action text COLLATE "C" NOT NULL,
    outcome text COLLATE "C" NOT NULL,
    actor_kind text COLLATE "C" NOT NULL,
    actor_name text COLLATE "C",
    credential text COLLATE "C",
    rule text,
    repository text COLLATE "C",
    target text COLLATE "C",
    address text,
    user_agent text,
    request_id text,
    detail jsonb
  ) PARTITION BY RANGE (id);
  CREATE INDEX audit_action ON {audit} (action, id);
  CREATE INDEX audit_actor ON {audit} (actor_name, id);
  CREATE INDEX audit_repository ON {audit} (repository, id);
  CREATE TABLE {audit_default} PARTITION OF {audit} DEFAULT;

  CREATE FUNCTION {refuse_change_of_audit}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE insufficient_privilege USING MESSAGE = 'the audit is append-only';
    END
  $$;
  CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {audit}
    FOR EACH STATEMENT EXECUTE FUNCTION {refuse_change_of_audit}();
  CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {audit_default}
    FOR EACH STATEMENT EXECUTE FUNCTION {refuse_change_of_audit}();

  CREATE TABLE {audit_cursor} (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    horizon bigint NOT NULL,
    position bigint NOT NULL
  );
  INSERT INTO {audit_cursor} (horizon, position) VALUES (0, 0);
`;

const changes = 'ALTER TABLE {changes} ADD address text, ADD credential text COLLATE "C", ADD rule text';

/**
 * Adds the records of users, groups, robots, credentials and rules, and their version, which each change of them locks and counts.
 * The column `change` of a row has the version in which the row was written, and `access_deletions` has the recently deleted rows.
 * So a process that knows one version reads only what has changed after it. The migration also adds sessions, the keys of the token
 * service, wrong secrets, and the audit. To the log of changes it adds the address, the credential and the rule of a change.
 *
 * `uuid_v7` makes a UUID of version 7 (RFC 9562, section 5.7) of a time in microseconds and a place, so that ids sort by both.
 * `first_uuid` is the lowest UUID of a millisecond. The audit is partitioned by ids, which is by time: a page needs only the
 * newest partitions, and an id is unique in all of them. Triggers make it append-only: they also stop a superuser. No privilege of
 * its owner is revoked, because the owner needs one to lock it (PostgreSQL, `LOCK`), and `pg_restore --no-owner` cannot restore
 * privileges of a role that the other cluster lacks. It has no foreign keys, because entries outlive what they name.
 */
export class Access1796000400000 implements MigrationInterface {
  readonly name = 'Access1796000400000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const qualify = await beginMigration(queryRunner);
    await queryRunner.query(qualify(ids + records + signIn + audit + changes));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const qualify = await beginMigration(queryRunner);
    await queryRunner.query(
      qualify(`ALTER TABLE {changes} DROP address, DROP credential, DROP rule;
        DROP TABLE {audit}, {audit_cursor}, {sign_in_failures}, {signing_keys}, {sessions}, {rules}, {credentials}, {robots},
          {groups}, {users}, {access_deletions}, {access_version};
        DROP FUNCTION {refuse_change_of_audit}(), {first_uuid}(timestamptz), {uuid_v7}(timestamptz, bigint)`),
    );
  }
}
