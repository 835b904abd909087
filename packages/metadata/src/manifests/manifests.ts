import type { Digest, ManifestPut, ManifestRecord, Manifests, Reference, RepositoryName } from '@lading/core';
import type { Database } from '../database/database.js';
import { GatheredLookups, type Positioned, wanted } from '../database/gathered-lookups.js';
import { statement } from '../database/statement.js';
import { deleteRepositoryIfEmpty } from '../repositories/delete-empty-repositories.js';
import { wantedRepositoryId } from '../repositories/repository-id.js';
import { deleteManifest } from './delete-manifest.js';
import { GatheredPuts } from './gathered-puts.js';

interface FoundManifest extends ManifestRecord, Positioned {}

const findByDigest = statement<FoundManifest>(
  'find-manifests-by-digest',
  `SELECT wanted.position::integer AS position, found.* FROM ${wanted}, LATERAL (
     SELECT m.digest, m.media_type AS "mediaType", m.size
     FROM {manifests} m
     WHERE m.repository_id = ${wantedRepositoryId} AND m.digest = wanted.name OFFSET 0) found`,
);

const findByTag = statement<FoundManifest>(
  'find-manifests-by-tag',
  `SELECT wanted.position::integer AS position, found.* FROM ${wanted}, LATERAL (
     SELECT m.digest, m.media_type AS "mediaType", m.size
     FROM {tags} t JOIN {manifests} m ON m.repository_id = t.repository_id AND m.digest = t.digest
     WHERE t.repository_id = ${wantedRepositoryId} AND t.name = wanted.name OFFSET 0) found`,
);

const readBytes = statement<{ bytes: Buffer }>(
  'read-manifest',
  `SELECT m.bytes FROM {repositories} r JOIN {manifests} m ON m.repository_id = r.id
   WHERE r.name = $1 AND m.digest = $2`,
);

export class PostgresManifests implements Manifests {
  readonly #database: Database;
  readonly #leaseSeconds: number;
  readonly #byDigest: GatheredLookups<FoundManifest>;
  readonly #byTag: GatheredLookups<FoundManifest>;
  readonly #puts: GatheredPuts;

  constructor(database: Database, leaseSeconds: number) {
    this.#database = database;
    this.#leaseSeconds = leaseSeconds;
    this.#byDigest = new GatheredLookups(database, findByDigest);
    this.#byTag = new GatheredLookups(database, findByTag);
    this.#puts = new GatheredPuts(database);
  }

  async findManifest(repository: RepositoryName, reference: Reference): Promise<ManifestRecord | undefined> {
    const found =
      reference.kind === 'tag'
        ? await this.#byTag.find(repository, reference.tag)
        : await this.#byDigest.find(repository, reference.digest);
    return found && { digest: found.digest, mediaType: found.mediaType, size: found.size };
  }

  async readManifest(repository: RepositoryName, digest: Digest): Promise<Uint8Array | undefined> {
    const [manifest] = await this.#database.query(readBytes, [repository, digest]);
    return manifest?.bytes;
  }

  putManifest(put: ManifestPut): Promise<void> {
    return this.#puts.put(put);
  }

  async deleteManifest(repository: RepositoryName, digest: Digest): Promise<boolean> {
    const deleted = await this.#database.transaction((transaction) =>
      deleteManifest(transaction, repository, digest, this.#leaseSeconds),
    );
    if (deleted) await deleteRepositoryIfEmpty(this.#database, repository);
    return deleted;
  }
}
