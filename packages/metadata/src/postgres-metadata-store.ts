import {
  type BlobLocation,
  type BlobRecord,
  checkOptions,
  type Digest,
  type FindBlobOptions,
  type ManifestPut,
  type ManifestRecord,
  type MetadataStore,
  type OptionRules,
  type Page,
  type PageRequest,
  type Reference,
  type ReferrerDescriptor,
  type ReferrersRequest,
  type RegistryId,
  type RepositoryName,
  type Tag,
  type TagCondition,
  type UploadClaim,
  type UploadClaimRequest,
  type UploadFinish,
  type UploadId,
  type UploadSession,
  type UploadState,
} from '@lading/core';
import type { DataSource } from 'typeorm';
import { PostgresBlobs } from './blobs/blobs.js';
import { check } from './database/check.js';
import { Database } from './database/database.js';
import { PostgresIdentity } from './identity/identity.js';
import { PostgresManifests } from './manifests/manifests.js';
import { PostgresReclaim } from './reclaim/reclaim.js';
import { PostgresReferrers } from './referrers/referrers.js';
import { PostgresRepositories } from './repositories/repositories.js';
import { PostgresTags } from './tags/tags.js';
import { PostgresUploadSessions } from './upload-sessions/upload-sessions.js';

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
}

const rules = {
  leaseSeconds: 'non-negative number?',
  trashSeconds: 'non-negative number?',
  preparedStatements: 'boolean?',
  timeoutSeconds: 'positive number?',
  lockTimeoutSeconds: 'positive number?',
} as const satisfies OptionRules<PostgresMetadataStoreOptions>;

const day = 24 * 60 * 60;

/**
 * Keeps the metadata of a registry in PostgreSQL. Any number of processes may use one database; only the server's clock
 * counts.
 */
export class PostgresMetadataStore implements MetadataStore {
  readonly #database: Database;
  readonly #repositories: PostgresRepositories;
  readonly #manifests: PostgresManifests;
  readonly #tags: PostgresTags;
  readonly #referrers: PostgresReferrers;
  readonly #blobs: PostgresBlobs;
  readonly #uploads: PostgresUploadSessions;
  readonly #reclaim: PostgresReclaim;
  readonly #identity: PostgresIdentity;

  /**
   * @param dataSource of `createRegistryDataSource`, connected before the first call; `close` disconnects it
   * @throws TypeError that names an unknown or wrong option
   */
  constructor(dataSource: DataSource, options: PostgresMetadataStoreOptions = {}) {
    checkOptions('PostgresMetadataStore', options, rules);
    const { leaseSeconds = day, trashSeconds = day, preparedStatements = true } = options;
    const { timeoutSeconds = 10, lockTimeoutSeconds = timeoutSeconds / 2 } = options;
    this.#database = new Database(dataSource, { preparedStatements, timeoutSeconds, lockTimeoutSeconds });
    this.#repositories = new PostgresRepositories(this.#database);
    this.#manifests = new PostgresManifests(this.#database, leaseSeconds);
    this.#tags = new PostgresTags(this.#database);
    this.#referrers = new PostgresReferrers(this.#database);
    this.#blobs = new PostgresBlobs(this.#database, { leaseSeconds, trashSeconds });
    this.#uploads = new PostgresUploadSessions(this.#database, { leaseSeconds, trashSeconds });
    this.#reclaim = new PostgresReclaim(this.#database, trashSeconds);
    this.#identity = new PostgresIdentity(this.#database);
  }

  hasRepository(repository: RepositoryName): Promise<boolean> {
    return this.#repositories.hasRepository(repository);
  }

  listRepositories(page: PageRequest): Promise<Page<RepositoryName>> {
    return this.#repositories.listRepositories(page);
  }

  findManifest(repository: RepositoryName, reference: Reference): Promise<ManifestRecord | undefined> {
    return this.#manifests.findManifest(repository, reference);
  }

  readManifest(repository: RepositoryName, digest: Digest): Promise<Uint8Array | undefined> {
    return this.#manifests.readManifest(repository, digest);
  }

  putManifest(put: ManifestPut): Promise<void> {
    return this.#manifests.putManifest(put);
  }

  deleteManifest(repository: RepositoryName, digest: Digest): Promise<boolean> {
    return this.#manifests.deleteManifest(repository, digest);
  }

  listTags(repository: RepositoryName, page: PageRequest): Promise<Page<Tag>> {
    return this.#tags.listTags(repository, page);
  }

  deleteTag(repository: RepositoryName, tag: Tag, condition?: TagCondition): Promise<boolean> {
    return this.#tags.deleteTag(repository, tag, condition);
  }

  listReferrers(
    repository: RepositoryName,
    subject: Digest,
    request: ReferrersRequest,
  ): Promise<Page<ReferrerDescriptor>> {
    return this.#referrers.listReferrers(repository, subject, request);
  }

  findBlob(repository: RepositoryName, digest: Digest, options?: FindBlobOptions): Promise<BlobRecord | undefined> {
    return this.#blobs.findBlob(repository, digest, options);
  }

  mountBlob(mount: { from: RepositoryName; to: RepositoryName; digest: Digest }): Promise<BlobRecord | undefined> {
    return this.#blobs.mountBlob(mount);
  }

  listRepositoriesWithBlob(digest: Digest, page: PageRequest): Promise<Page<RepositoryName>> {
    return this.#blobs.listRepositoriesWithBlob(digest, page);
  }

  deleteBlob(repository: RepositoryName, digest: Digest): Promise<'deleted' | 'unknown' | 'referenced'> {
    return this.#blobs.deleteBlob(repository, digest);
  }

  markDamaged(blob: Pick<BlobRecord, 'digest' | 'location'>): Promise<boolean> {
    return this.#blobs.markDamaged(blob);
  }

  createUpload(session: UploadSession, idleSeconds: number, client?: string): Promise<void> {
    return this.#uploads.createUpload(session, idleSeconds, client);
  }

  countUploads(atMost: number, client?: string): Promise<number> {
    return this.#uploads.countUploads(atMost, client);
  }

  findUpload(repository: RepositoryName, id: UploadId): Promise<UploadSession | undefined> {
    return this.#uploads.findUpload(repository, id);
  }

  claimUpload(request: UploadClaimRequest): Promise<UploadClaim> {
    return this.#uploads.claimUpload(request);
  }

  renewUploadClaim(id: UploadId, writer: string, leaseSeconds: number): Promise<boolean> {
    return this.#uploads.renewUploadClaim(id, writer, leaseSeconds);
  }

  releaseUpload(id: UploadId, writer: string, state: UploadState): Promise<boolean> {
    return this.#uploads.releaseUpload(id, writer, state);
  }

  finishUpload(finish: UploadFinish): Promise<void> {
    return this.#uploads.finishUpload(finish);
  }

  cancelUpload(repository: RepositoryName, id: UploadId, writer?: string): Promise<UploadSession | undefined> {
    return this.#uploads.cancelUpload(repository, id, writer);
  }

  claimDeadUploads(limit: number, leaseSeconds: number): Promise<readonly UploadSession[]> {
    return this.#uploads.claimDeadUploads(limit, leaseSeconds);
  }

  forgetUpload(id: UploadId): Promise<void> {
    return this.#uploads.forgetUpload(id);
  }

  deleteUnreferencedBlobs(limit: number): Promise<number> {
    return this.#reclaim.deleteUnreferencedBlobs(limit);
  }

  claimTrash(limit: number, leaseSeconds: number): Promise<readonly BlobLocation[]> {
    return this.#reclaim.claimTrash(limit, leaseSeconds);
  }

  forgetLocation(location: BlobLocation): Promise<void> {
    return this.#reclaim.forgetLocation(location);
  }

  deleteEmptyRepositories(): Promise<void> {
    return this.#reclaim.deleteEmptyRepositories();
  }

  claimTurn(task: string, everySeconds: number): Promise<boolean> {
    return this.#reclaim.claimTurn(task, everySeconds);
  }

  findRegistryId(): Promise<RegistryId | undefined> {
    return this.#identity.findRegistryId();
  }

  createRegistryId(id?: RegistryId): Promise<RegistryId> {
    return this.#identity.createRegistryId(id);
  }

  sampleLocations(limit: number): Promise<readonly BlobLocation[]> {
    return this.#identity.sampleLocations(limit);
  }

  check(signal?: AbortSignal): Promise<void> {
    return check(this.#database, signal);
  }

  /** Disconnects the data source. */
  close(): Promise<void> {
    return this.#database.close();
  }
}
