import type {
  Blobs,
  Changes,
  Collection,
  Manifests,
  MetadataStore,
  Referrers,
  RegistryRecord,
  Repositories,
  Tags,
  Tasks,
  Uploads,
} from '@lading/core';
import { MemoryBlobs } from './memory-blobs.js';
import { MemoryChanges } from './memory-changes.js';
import { MemoryCollection } from './memory-collection.js';
import { MemoryManifests } from './memory-manifests.js';
import { MemoryReferrers } from './memory-referrers.js';
import { type MemoryMetadataStoreOptions, MemoryRegistry } from './memory-registry.js';
import { MemoryRegistryRecord } from './memory-registry-record.js';
import { MemoryRepositories } from './memory-repositories.js';
import { MemoryTags } from './memory-tags.js';
import { MemoryTasks } from './memory-tasks.js';
import { MemoryUploads } from './memory-uploads.js';

/**
 * Keeps the metadata of a registry in the memory of one process: for tests, for trials and for a start that needs no
 * database. What it knows is lost with the process.
 */
export class MemoryMetadataStore implements MetadataStore {
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

  constructor(options: MemoryMetadataStoreOptions = {}) {
    const registry = new MemoryRegistry(options);
    this.repositories = new MemoryRepositories(registry);
    this.manifests = new MemoryManifests(registry);
    this.tags = new MemoryTags(registry);
    this.referrers = new MemoryReferrers(registry);
    this.blobs = new MemoryBlobs(registry);
    this.uploads = new MemoryUploads(registry);
    this.collection = new MemoryCollection(registry);
    this.tasks = new MemoryTasks(registry);
    this.registry = new MemoryRegistryRecord(registry);
    this.changes = new MemoryChanges(registry);
  }

  async check(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
  }
}
