import type { Digest } from '../../digest/digest.js';
import type { RepositoryName } from '../../name/repository-name.js';
import type { BlobLocation } from '../blob-store.js';
import type { Page, PageRequest } from '../page.js';
import type { ChangeCheck } from './change-check.js';
import type { ChangeAuthor } from './changes.js';

export interface BlobRecord {
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
  readonly location: BlobLocation;
}

export interface FindBlobOptions {
  /** Renews the lease of a blob that nothing references yet, because a client is about to push. */
  readonly renewLease?: boolean;
}

export interface BlobDeletion {
  readonly repository: RepositoryName;
  readonly digest: Digest;
  /** May refuse the deletion, in its transaction. */
  readonly check?: ChangeCheck | undefined;
  readonly by: ChangeAuthor;
}

/**
 * A blob is damaged if its bytes are known to be missing or wrong. In every repository, all methods here except `delete`
 * and the reference checks of `Manifests.put` treat it as absent. Manifests that list it stay. The next `Uploads.finish` of its
 * digest repairs it.
 */
export interface Blobs {
  /** A blob of this repository. A blob that only another repository has is `undefined`. */
  find(repository: RepositoryName, digest: Digest, options?: FindBlobOptions): Promise<BlobRecord | undefined>;

  /**
   * Adds a blob of `from` to `to` (MNT-02). `undefined` if `from` does not have it. Mounting a blob that `to` already has
   * succeeds, and renews its lease.
   */
  mount(mount: { from: RepositoryName; to: RepositoryName; digest: Digest }): Promise<BlobRecord | undefined>;

  /** Repositories that have a blob, in byte order: where a mount without `from` may look (MNT-05). */
  listRepositories(digest: Digest, page: PageRequest): Promise<Page<RepositoryName>>;

  /**
   * Removes a blob from a repository. When no repository has it any more, its bytes go to the trash.
   * @returns `referenced` if a manifest of the repository references it; nothing is changed then
   * @throws the error of the check
   */
  delete(deletion: BlobDeletion): Promise<'deleted' | 'unknown' | 'referenced'>;

  /**
   * Marks a blob as damaged, because its bytes at this location are missing or wrong.
   * @returns `false` if the digest has another location now, is marked already or is unknown; nothing is changed then
   */
  markDamaged(blob: Pick<BlobRecord, 'digest' | 'location'>): Promise<boolean>;
}
