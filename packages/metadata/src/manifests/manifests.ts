import type { Digest, ManifestPut, ManifestRecord, Manifests, Reference, RepositoryName } from '@lading/core';
import type { Database } from '../database/database.js';
import { statement } from '../database/statement.js';
import { deleteManifest } from './delete-manifest.js';
import { putManifest } from './put-manifest.js';

const findByDigest = statement<ManifestRecord>(
  'find-manifest-by-digest',
  `SELECT m.digest, m.media_type AS "mediaType", m.size
   FROM {repositories} r JOIN {manifests} m ON m.repository_id = r.id
   WHERE r.name = $1 AND m.digest = $2`,
);

const findByTag = statement<ManifestRecord>(
  'find-manifest-by-tag',
  `SELECT m.digest, m.media_type AS "mediaType", m.size
   FROM {repositories} r JOIN {tags} t ON t.repository_id = r.id
     JOIN {manifests} m ON m.repository_id = t.repository_id AND m.digest = t.digest
   WHERE r.name = $1 AND t.name = $2`,
);

const readBytes = statement<{ bytes: Buffer }>(
  'read-manifest',
  `SELECT m.bytes FROM {repositories} r JOIN {manifests} m ON m.repository_id = r.id
   WHERE r.name = $1 AND m.digest = $2`,
);

export class PostgresManifests implements Manifests {
  readonly #database: Database;
  readonly #leaseSeconds: number;

  constructor(database: Database, leaseSeconds: number) {
    this.#database = database;
    this.#leaseSeconds = leaseSeconds;
  }

  async findManifest(repository: RepositoryName, reference: Reference): Promise<ManifestRecord | undefined> {
    const [manifest] =
      reference.kind === 'tag'
        ? await this.#database.query(findByTag, [repository, reference.tag])
        : await this.#database.query(findByDigest, [repository, reference.digest]);
    return manifest;
  }

  async readManifest(repository: RepositoryName, digest: Digest): Promise<Uint8Array | undefined> {
    const [manifest] = await this.#database.query(readBytes, [repository, digest]);
    return manifest?.bytes;
  }

  putManifest(put: ManifestPut): Promise<void> {
    return this.#database.transaction((queries) => putManifest(queries, put));
  }

  deleteManifest(repository: RepositoryName, digest: Digest): Promise<boolean> {
    return this.#database.transaction((queries) => deleteManifest(queries, repository, digest, this.#leaseSeconds));
  }
}
