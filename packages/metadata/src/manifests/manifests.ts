import type {
  Digest,
  ManifestDeletion,
  ManifestPut,
  ManifestRecord,
  Manifests,
  Reference,
  RepositoryName,
} from '@lading/core';
import type { CheckTurns } from '../checks/check-turns.js';
import type { Database } from '../database/database.js';
import { GatheredLookups } from '../database/gathered-lookups.js';
import { statement } from '../database/statement.js';
import { type FoundManifest, findByDigest, findByTag, manifestRecordOf } from '../lookups/find-manifest.js';
import { deleteRepositoryIfEmpty, type StoreLog } from '../repositories/delete-empty-repositories.js';
import { takesTurn } from '../tags/judge-tags.js';
import { deleteManifest } from './delete-manifest.js';
import { GatheredPuts } from './gathered-puts.js';

const readBytes = statement<{ bytes: Buffer }>(
  'read-manifest',
  `SELECT m.bytes FROM {repositories} r JOIN {manifests} m ON m.repository_id = r.id
   WHERE r.name = $1 AND m.digest = $2`,
);

export class PostgresManifests implements Manifests {
  readonly #database: Database;
  readonly #leaseSeconds: number;
  readonly #log: StoreLog;
  readonly #byDigest: GatheredLookups<FoundManifest>;
  readonly #byTag: GatheredLookups<FoundManifest>;
  readonly #puts: GatheredPuts;
  readonly #turns: CheckTurns;

  constructor(database: Database, turns: CheckTurns, leaseSeconds: number, log: StoreLog) {
    this.#turns = turns;
    this.#log = log;
    this.#database = database;
    this.#leaseSeconds = leaseSeconds;
    this.#byDigest = new GatheredLookups(database, findByDigest);
    this.#byTag = new GatheredLookups(database, findByTag);
    this.#puts = new GatheredPuts(database);
  }

  async find(repository: RepositoryName, reference: Reference): Promise<ManifestRecord | undefined> {
    const found =
      reference.kind === 'tag'
        ? await this.#byTag.find(repository, reference.tag)
        : await this.#byDigest.find(repository, reference.digest);
    return found && manifestRecordOf(found);
  }

  async read(repository: RepositoryName, digest: Digest): Promise<Uint8Array | undefined> {
    const [manifest] = await this.#database.query(readBytes, [repository, digest]);
    return manifest?.bytes;
  }

  put(put: ManifestPut): Promise<void> {
    return this.#turns.take(put.repository, takesTurn(put), () => this.#puts.put(put));
  }

  async delete(deletion: ManifestDeletion): Promise<boolean> {
    const deleted = await this.#turns.take(deletion.repository, deletion.check !== undefined, () =>
      this.#database.transaction((transaction) => deleteManifest(transaction, deletion, this.#leaseSeconds)),
    );
    if (deleted) await deleteRepositoryIfEmpty(this.#database, deletion, this.#log);
    return deleted;
  }
}
