import type {
  BlobLocation,
  BlobRecord,
  Blobs,
  Digest,
  FindBlobOptions,
  Page,
  PageRequest,
  RepositoryName,
} from '@lading/core';
import type { Database } from '../database/database.js';
import { GatheredLookups } from '../database/gathered-lookups.js';
import { pageOf, pageValues } from '../database/page.js';
import { statement } from '../database/statement.js';
import { deleteRepositoryIfEmpty } from '../repositories/delete-empty-repositories.js';
import { repositoryIdOf } from '../repositories/repository-id.js';
import { markDamaged } from './damaged-blob.js';
import { deleteBlob } from './delete-blob.js';
import {
  blobRecordOf,
  type FoundBlob,
  type FoundBlobWithLease,
  findBlobs,
  findBlobsWithLease,
  renewLease,
} from './find-blob.js';
import { linkBlob } from './link-blob.js';

/** Locking the blob itself is enough: while it is held, nobody can take it from its last repository. */
const lockMountable = statement<{ size: string; location: BlobLocation }>(
  'lock-mountable-blob',
  `SELECT b.size, b.location FROM {blobs} b WHERE b.digest = $2 AND b.damaged_at IS NULL AND EXISTS (
     SELECT FROM {repositories} r JOIN {repository_blobs} l ON l.repository_id = r.id
     WHERE r.name = $1 AND l.digest = b.digest)
   FOR KEY SHARE OF b`,
);

const listHolders = statement<{ name: RepositoryName }>(
  'list-repositories-with-blob',
  `SELECT r.name FROM {repository_blobs} l JOIN {repositories} r ON r.id = l.repository_id
   WHERE l.digest = $1 AND r.name > $2 AND EXISTS (SELECT FROM {blobs} b WHERE b.digest = $1 AND b.damaged_at IS NULL)
   ORDER BY r.name LIMIT $3`,
);

export interface BlobTimes {
  /** How long a blob that nothing references yet is kept at least. */
  readonly leaseSeconds: number;
  /** How long bytes outlive the last repository that had them. */
  readonly trashSeconds: number;
}

export class PostgresBlobs implements Blobs {
  readonly #database: Database;
  readonly #times: BlobTimes;
  readonly #toPull: GatheredLookups<FoundBlob>;
  readonly #toPush: GatheredLookups<FoundBlobWithLease>;

  constructor(database: Database, times: BlobTimes) {
    this.#database = database;
    this.#times = times;
    this.#toPull = new GatheredLookups(database, findBlobs);
    this.#toPush = new GatheredLookups(database, findBlobsWithLease, [times.leaseSeconds]);
  }

  async findBlob(
    repository: RepositoryName,
    digest: Digest,
    options?: FindBlobOptions,
  ): Promise<BlobRecord | undefined> {
    if (options?.renewLease) return this.#findToPush(repository, digest);
    const blob = await this.#toPull.find(repository, digest);
    return blob && blobRecordOf(digest, blob);
  }

  /** Finds a blob that a client is about to reference. One write per half lease at most, so that reads stay reads. */
  async #findToPush(repository: RepositoryName, digest: Digest): Promise<BlobRecord | undefined> {
    const blob = await this.#toPush.find(repository, digest);
    if (blob?.leaseIsLow) {
      const values = [blob.repositoryId, digest, this.#times.leaseSeconds];
      if ((await this.#database.query(renewLease, values)).length === 0) return undefined;
    }
    return blob && blobRecordOf(digest, blob);
  }

  mountBlob(mount: { from: RepositoryName; to: RepositoryName; digest: Digest }): Promise<BlobRecord | undefined> {
    const { from, to, digest } = mount;
    return this.#database.transaction(async (transaction) => {
      const [blob] = await transaction.query(lockMountable, [from, digest]);
      if (blob === undefined) return undefined;
      linkBlob(transaction, await repositoryIdOf(transaction, to), digest, this.#times.leaseSeconds);
      return blobRecordOf(digest, blob);
    });
  }

  async listRepositoriesWithBlob(digest: Digest, page: PageRequest): Promise<Page<RepositoryName>> {
    const rows = await this.#database.query(listHolders, [digest, ...pageValues(page)], page.signal);
    return pageOf(
      rows.map(({ name }) => name),
      page,
    );
  }

  async deleteBlob(repository: RepositoryName, digest: Digest): Promise<'deleted' | 'unknown' | 'referenced'> {
    const outcome = await this.#database.transaction((transaction) =>
      deleteBlob(transaction, repository, digest, this.#times.trashSeconds),
    );
    if (outcome === 'deleted') await deleteRepositoryIfEmpty(this.#database, repository);
    return outcome;
  }

  markDamaged(blob: Pick<BlobRecord, 'digest' | 'location'>): Promise<boolean> {
    return this.#database.transaction((transaction) => markDamaged(transaction, blob));
  }
}
