import type {
  BlobDeletion,
  BlobLocation,
  BlobRecord,
  Blobs,
  Digest,
  FindBlobOptions,
  Page,
  PageRequest,
  RepositoryName,
} from '@lading/core';
import type { CheckTurns } from '../checks/check-turns.js';
import type { Database } from '../database/database.js';
import { GatheredLookups } from '../database/gathered-lookups.js';
import { locks } from '../database/locks.js';
import { pageOf, pageValues } from '../database/page.js';
import { statement } from '../database/statement.js';
import { deleteRepositoryIfEmpty, type StoreLog } from '../repositories/delete-empty-repositories.js';
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
   ${locks.mountedBlob.clause}`,
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
  readonly #turns: CheckTurns;
  readonly #times: BlobTimes;
  readonly #log: StoreLog;
  readonly #toPull: GatheredLookups<FoundBlob>;
  readonly #toPush: GatheredLookups<FoundBlobWithLease>;

  constructor(database: Database, turns: CheckTurns, times: BlobTimes, log: StoreLog) {
    this.#turns = turns;
    this.#log = log;
    this.#database = database;
    this.#times = times;
    this.#toPull = new GatheredLookups(database, findBlobs);
    this.#toPush = new GatheredLookups(database, findBlobsWithLease, [times.leaseSeconds]);
  }

  async find(repository: RepositoryName, digest: Digest, options?: FindBlobOptions): Promise<BlobRecord | undefined> {
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

  mount(mount: { from: RepositoryName; to: RepositoryName; digest: Digest }): Promise<BlobRecord | undefined> {
    const { from, to, digest } = mount;
    return this.#database.transaction(async (transaction) => {
      const [blob] = await transaction.query(lockMountable, [from, digest]);
      if (blob === undefined) return undefined;
      linkBlob(transaction, await repositoryIdOf(transaction, to), digest, this.#times.leaseSeconds);
      return blobRecordOf(digest, blob);
    });
  }

  async listRepositories(digest: Digest, page: PageRequest): Promise<Page<RepositoryName>> {
    const rows = await this.#database.query(listHolders, [digest, ...pageValues(page)], page.signal);
    return pageOf(
      rows.map(({ name }) => name),
      page,
    );
  }

  async delete(deletion: BlobDeletion): Promise<'deleted' | 'unknown' | 'referenced'> {
    const outcome = await this.#turns.take(deletion.repository, deletion.check !== undefined, () =>
      this.#database.transaction((transaction) => deleteBlob(transaction, deletion, this.#times.trashSeconds)),
    );
    if (outcome === 'deleted') await deleteRepositoryIfEmpty(this.#database, deletion, this.#log);
    return outcome;
  }

  markDamaged(blob: Pick<BlobRecord, 'digest' | 'location'>): Promise<boolean> {
    return this.#database.transaction((transaction) => markDamaged(transaction, blob));
  }
}
