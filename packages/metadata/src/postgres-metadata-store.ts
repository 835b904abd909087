import {
  type Blobs,
  type Changes,
  type Collection,
  checkOptions,
  type Manifests,
  type MetadataStore,
  type OptionRules,
  type Referrers,
  type RegistryRecord,
  type Repositories,
  type Tags,
  type Tasks,
  type Uploads,
} from '@lading/core';
import type { DataSource } from 'typeorm';
import { PostgresBlobs } from './blobs/blobs.js';
import { PostgresChanges } from './changes/changes.js';
import { CheckTurns } from './checks/check-turns.js';
import { PostgresCollection } from './collection/collection.js';
import { check } from './database/check.js';
import { Database } from './database/database.js';
import { PostgresManifests } from './manifests/manifests.js';
import { PostgresReferrers } from './referrers/referrers.js';
import { PostgresRegistryRecord } from './registry-record/registry-record.js';
import type { StoreLog } from './repositories/delete-empty-repositories.js';
import { PostgresRepositories } from './repositories/repositories.js';
import { PostgresTags } from './tags/tags.js';
import { PostgresTasks } from './tasks/tasks.js';
import { PostgresUploads } from './uploads/uploads.js';

export interface PostgresMetadataStoreOptions {
  /** The minimum time for which a blob is kept that nothing references yet; 24 hours if absent. */
  readonly leaseSeconds?: number;
  /** How long bytes are kept after the last repository lost them, for readers and backups; 24 hours if absent. */
  readonly trashSeconds?: number;
  /** Whether statements are prepared once per connection; `false` for a pooler that cannot keep them. */
  readonly preparedStatements?: boolean;
  /** The limit of one call: the wait for a connection and all statements together; 10 seconds if absent. */
  readonly timeoutSeconds?: number;
  /** The limit of a wait for a lock; half of `timeoutSeconds` if absent. */
  readonly lockTimeoutSeconds?: number;
  /** Called with errors that no caller gets: those after a change that succeeded. Nothing is logged if absent. */
  readonly log?: StoreLog;
}

const rules = {
  leaseSeconds: 'non-negative number?',
  trashSeconds: 'non-negative number?',
  preparedStatements: 'boolean?',
  timeoutSeconds: 'positive number?',
  lockTimeoutSeconds: 'positive number?',
  log: 'function?',
} as const satisfies OptionRules<PostgresMetadataStoreOptions>;

const day = 24 * 60 * 60;

/**
 * Keeps the metadata of a registry in PostgreSQL. Any number of processes may use one database; only the server's clock
 * counts.
 */
export class PostgresMetadataStore implements MetadataStore {
  readonly repositories: Repositories;
  readonly manifests: Manifests;
  readonly tags: Tags;
  readonly referrers: Referrers;
  readonly blobs: Blobs;
  readonly uploads: Uploads;
  readonly collection: Collection;
  readonly tasks: Tasks;
  readonly registry: RegistryRecord;
  readonly changes: Changes;
  readonly #database: Database;

  /**
   * @param dataSource of `createRegistryDataSource`, connected before the first call; `close` disconnects it
   * @throws TypeError that names an unknown or wrong option
   */
  constructor(dataSource: DataSource, options: PostgresMetadataStoreOptions = {}) {
    checkOptions('PostgresMetadataStore', options, rules);
    const { leaseSeconds = day, trashSeconds = day, preparedStatements = true, log = () => {} } = options;
    const { timeoutSeconds = 10, lockTimeoutSeconds = timeoutSeconds / 2 } = options;
    const database = new Database(dataSource, { preparedStatements, timeoutSeconds, lockTimeoutSeconds });
    const turns = new CheckTurns(lockTimeoutSeconds);
    this.#database = database;
    this.repositories = new PostgresRepositories(database);
    this.manifests = new PostgresManifests(database, turns, leaseSeconds, log);
    this.tags = new PostgresTags(database, turns);
    this.referrers = new PostgresReferrers(database);
    this.blobs = new PostgresBlobs(database, turns, { leaseSeconds, trashSeconds }, log);
    this.uploads = new PostgresUploads(database, { leaseSeconds, trashSeconds });
    this.collection = new PostgresCollection(database, trashSeconds);
    this.tasks = new PostgresTasks(database);
    this.registry = new PostgresRegistryRecord(database);
    this.changes = new PostgresChanges(database);
  }

  check(signal?: AbortSignal): Promise<void> {
    return check(this.#database, signal);
  }

  /** Disconnects the data source. */
  close(): Promise<void> {
    return this.#database.close();
  }
}
