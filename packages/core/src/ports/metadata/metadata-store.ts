import type { Blobs } from './blobs.js';
import type { Changes } from './changes.js';
import type { Collection } from './collection.js';
import type { Manifests } from './manifests.js';
import type { Referrers } from './referrers.js';
import type { RegistryRecord } from './registry-record.js';
import type { Repositories } from './repositories.js';
import type { Tags } from './tags.js';
import type { Tasks } from './tasks.js';
import type { Uploads } from './uploads.js';

/**
 * Stores everything about repositories except the bytes of blobs. Each role has an interface of its own. Each method that
 * changes something is one transaction: its effect is complete and durable when it resolves, and there is none when it
 * rejects. All times are those of the store's own clock.
 *
 * A store may reject with a `RegistryError` of the codes named on a method, or with `UNAVAILABLE` if it cannot serve now; any
 * other error means that it is broken. Absent content is `undefined` or `false`, not an error.
 */
export interface MetadataStore {
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
  /** Resolves if the store can read and write now, for the readiness probe. */
  check(signal?: AbortSignal): Promise<void>;
  /** Frees resources, such as connections. */
  close?(): Promise<void>;
}
