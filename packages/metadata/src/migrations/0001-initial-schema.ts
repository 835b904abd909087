import type { MigrationInterface, QueryRunner } from 'typeorm';
import { beginMigration } from './begin-migration.js';

const tables = `
  CREATE TABLE {repositories} (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT repositories_pkey PRIMARY KEY,
    name text COLLATE "C" NOT NULL CONSTRAINT repositories_name UNIQUE
  );

  CREATE TABLE {objects} (
    location text COLLATE "C" CONSTRAINT objects_pkey PRIMARY KEY,
    state text NOT NULL CONSTRAINT objects_state CHECK (state IN ('staged', 'live', 'trash', 'deleting')),
    upload_id uuid NOT NULL,
    size bigint,
    created_at timestamptz NOT NULL DEFAULT now(),
    delete_after timestamptz NOT NULL,
    attempts integer NOT NULL DEFAULT 0
  );
  CREATE INDEX objects_delete_after ON {objects} (delete_after) WHERE state <> 'live';

  CREATE TABLE {blobs} (
    digest text COLLATE "C" CONSTRAINT blobs_pkey PRIMARY KEY,
    size bigint NOT NULL,
    location text COLLATE "C" NOT NULL CONSTRAINT blobs_location UNIQUE
      CONSTRAINT blobs_object REFERENCES {objects} ON DELETE RESTRICT,
    verified_at timestamptz NOT NULL DEFAULT now()
  );

  CREATE TABLE {repository_blobs} (
    repository_id bigint CONSTRAINT repository_blobs_repository REFERENCES {repositories} ON DELETE RESTRICT,
    digest text COLLATE "C" CONSTRAINT repository_blobs_blob REFERENCES {blobs} ON DELETE RESTRICT,
    lease_until timestamptz NOT NULL,
    CONSTRAINT repository_blobs_pkey PRIMARY KEY (repository_id, digest)
  );
  CREATE INDEX repository_blobs_digest ON {repository_blobs} (digest, repository_id);
  CREATE INDEX repository_blobs_lease_until ON {repository_blobs} (lease_until);

  CREATE TABLE {manifests} (
    repository_id bigint CONSTRAINT manifests_repository REFERENCES {repositories} ON DELETE RESTRICT,
    digest text COLLATE "C",
    media_type text NOT NULL,
    size integer NOT NULL,
    kind text NOT NULL,
    artifact_type text COLLATE "C",
    subject text COLLATE "C",
    descriptor_bytes integer NOT NULL,
    pushed_at timestamptz NOT NULL DEFAULT now(),
    annotations text,
    bytes bytea NOT NULL,
    CONSTRAINT manifests_pkey PRIMARY KEY (repository_id, digest)
  ) WITH (toast_tuple_target = 512);
  ALTER TABLE {manifests} ALTER bytes SET STORAGE EXTERNAL;
  CREATE INDEX manifests_subject ON {manifests} (repository_id, subject, digest) WHERE subject IS NOT NULL;

  CREATE TABLE {manifest_references} (
    repository_id bigint,
    manifest_digest text COLLATE "C",
    digest text COLLATE "C",
    role text CONSTRAINT manifest_references_role CHECK (role IN ('blob', 'child')),
    blob_digest text COLLATE "C",
    child_digest text COLLATE "C",
    CONSTRAINT manifest_references_pkey PRIMARY KEY (repository_id, manifest_digest, digest, role),
    CONSTRAINT manifest_references_manifest_fkey FOREIGN KEY (repository_id, manifest_digest)
      REFERENCES {manifests} (repository_id, digest) ON DELETE CASCADE,
    CONSTRAINT manifest_references_blob_fkey FOREIGN KEY (repository_id, blob_digest)
      REFERENCES {repository_blobs} (repository_id, digest) ON DELETE RESTRICT,
    CONSTRAINT manifest_references_child_fkey FOREIGN KEY (repository_id, child_digest)
      REFERENCES {manifests} (repository_id, digest) ON DELETE RESTRICT
  );
  CREATE INDEX manifest_references_blob ON {manifest_references} (repository_id, blob_digest)
    WHERE blob_digest IS NOT NULL;
  CREATE INDEX manifest_references_child ON {manifest_references} (repository_id, child_digest)
    WHERE child_digest IS NOT NULL;
  CREATE INDEX manifest_references_without_blob ON {manifest_references} (repository_id, digest)
    WHERE blob_digest IS NULL;
  CREATE INDEX manifest_references_without_child ON {manifest_references} (repository_id, digest)
    WHERE role = 'child' AND child_digest IS NULL;

  CREATE TABLE {tags} (
    repository_id bigint,
    name text COLLATE "C",
    digest text COLLATE "C" NOT NULL,
    version integer NOT NULL DEFAULT 1,
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT tags_pkey PRIMARY KEY (repository_id, name),
    CONSTRAINT tags_manifest FOREIGN KEY (repository_id, digest)
      REFERENCES {manifests} (repository_id, digest) ON DELETE RESTRICT
  );
  CREATE INDEX tags_digest ON {tags} (repository_id, digest);

  CREATE TABLE {upload_sessions} (
    id uuid CONSTRAINT upload_sessions_pkey PRIMARY KEY,
    repository text COLLATE "C" NOT NULL,
    state json NOT NULL,
    algorithm text,
    idle_seconds double precision NOT NULL,
    status text NOT NULL CONSTRAINT upload_sessions_status CHECK (status IN ('open', 'cancelled', 'finished')),
    writer text,
    claimed_until timestamptz,
    expires_at timestamptz NOT NULL,
    finished_digest text
  );
  CREATE INDEX upload_sessions_expires_at ON {upload_sessions} (expires_at);
`;

/**
 * All tables. The bytes of a manifest lie outside its row, uncompressed, so that a HEAD walks over short rows only and a
 * GET has nothing to unpack.
 */
export class InitialSchema1759276800000 implements MigrationInterface {
  readonly name = 'InitialSchema1759276800000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const qualify = await beginMigration(queryRunner);
    await queryRunner.query(qualify(tables));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const qualify = await beginMigration(queryRunner);
    await queryRunner.query(
      qualify(`DROP TABLE {upload_sessions}, {tags}, {manifest_references}, {manifests}, {repository_blobs}, {blobs},
        {objects}, {repositories}`),
    );
  }
}
