import { randomUUID } from 'node:crypto';
import type {
  BlobLocation,
  BlobRecord,
  Digest,
  FindBlobOptions,
  ManifestPut,
  ManifestRecord,
  MetadataStore,
  Page,
  PageRequest,
  Reference,
  ReferrerDescriptor,
  ReferrersRequest,
  RegistryId,
  RepositoryName,
  Tag,
  TagCondition,
  UploadClaim,
  UploadClaimRequest,
  UploadFinish,
  UploadId,
  UploadSession,
  UploadState,
} from '@lading/core';
import { MemoryBlobs } from './memory-blobs.js';
import { MemoryManifests } from './memory-manifests.js';
import { MemoryReclaim } from './memory-reclaim.js';
import { MemoryReferrers } from './memory-referrers.js';
import { type MemoryMetadataStoreOptions, MemoryRegistry } from './memory-registry.js';
import { MemoryTags } from './memory-tags.js';
import { MemoryUploadSessions } from './memory-upload-sessions.js';
import { pageOf } from './page-of.js';

/**
 * Keeps the metadata of a registry in the memory of one process: for tests, for trials and for a start that needs no
 * database. What it knows is lost with the process.
 */
export class MemoryMetadataStore implements MetadataStore {
  readonly #registry: MemoryRegistry;
  readonly #manifests: MemoryManifests;
  readonly #tags: MemoryTags;
  readonly #referrers: MemoryReferrers;
  readonly #blobs: MemoryBlobs;
  readonly #uploads: MemoryUploadSessions;
  readonly #reclaim: MemoryReclaim;

  constructor(options: MemoryMetadataStoreOptions = {}) {
    this.#registry = new MemoryRegistry(options);
    this.#manifests = new MemoryManifests(this.#registry);
    this.#tags = new MemoryTags(this.#registry);
    this.#referrers = new MemoryReferrers(this.#registry);
    this.#blobs = new MemoryBlobs(this.#registry);
    this.#uploads = new MemoryUploadSessions(this.#registry);
    this.#reclaim = new MemoryReclaim(this.#registry);
  }

  async hasRepository(repository: RepositoryName): Promise<boolean> {
    const content = this.#registry.repositories.get(repository);
    return content !== undefined && content.blobs.size + content.manifests.size > 0;
  }

  async listRepositories(page: PageRequest): Promise<Page<RepositoryName>> {
    const { repositories } = this.#registry;
    const withContent = [...repositories].filter(([, { blobs, manifests }]) => blobs.size + manifests.size > 0);
    return pageOf(
      withContent.map(([name]) => name),
      page,
    );
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

  async findRegistryId(): Promise<RegistryId | undefined> {
    return this.#registry.id;
  }

  async createRegistryId(id = randomUUID() as string as RegistryId): Promise<RegistryId> {
    this.#registry.id ??= id;
    return this.#registry.id;
  }

  async sampleLocations(limit: number): Promise<readonly BlobLocation[]> {
    const { blobs, damaged } = this.#registry;
    const sound = [...blobs.values()].filter(({ digest }) => !damaged.has(digest));
    return sound.slice(0, limit).map(({ location }) => location);
  }

  async check(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
  }
}
