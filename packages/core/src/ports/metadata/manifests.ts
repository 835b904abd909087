import type { Digest } from '../../digest/digest.js';
import type { PushedManifest } from '../../manifest/manifest.js';
import type { Reference } from '../../name/reference.js';
import type { RepositoryName } from '../../name/repository-name.js';
import type { Tag } from '../../name/tag.js';
import type { ChangeCheck } from './change-check.js';
import type { ChangeAuthor } from './changes.js';
import type { ManifestRecord } from './manifest-record.js';
import type { TagRequirements } from './tag-requirements.js';

export interface ManifestPut {
  readonly repository: RepositoryName;
  readonly manifest: PushedManifest;
  /** Tags that point to it afterwards; may be empty. */
  readonly tags: readonly Tag[];
  /** What `tags` must satisfy. */
  readonly require?: TagRequirements | undefined;
  /** May refuse the push, in its transaction. */
  readonly check?: ChangeCheck | undefined;
  /** Whether blobs of an image, or entries of an index, may be missing from the repository (`OCI_DATA_SPARSE`). */
  readonly allowMissing?: { readonly blobs?: boolean; readonly children?: boolean };
  /** Whether the size in a descriptor may differ from that of the content, for manifests from another registry. */
  readonly allowOtherSizes?: boolean;
  readonly by: ChangeAuthor;
}

export interface ManifestDeletion {
  readonly repository: RepositoryName;
  readonly digest: Digest;
  /** May refuse the deletion, in its transaction. */
  readonly check?: ChangeCheck | undefined;
  readonly by: ChangeAuthor;
}

export interface Manifests {
  find(repository: RepositoryName, reference: Reference): Promise<ManifestRecord | undefined>;

  /** The exact bytes that were pushed. */
  read(repository: RepositoryName, digest: Digest): Promise<Uint8Array | undefined>;

  /**
   * Stores a manifest with its references, its place in the referrers list and its tags, and creates the repository if this
   * is its first content. Storing a manifest again succeeds, replaces its `mediaType` and keeps the time of its first push. A
   * tag that already has the digest is not changed. Non-distributable blobs may be missing (PUSH-05). Missing content becomes
   * referenced as soon as the repository has it.
   * @throws RegistryError `MANIFEST_BLOB_UNKNOWN` with one entry for each digest that the repository lacks, up
   * to 1000 (PUSH-04)
   * @throws RegistryError `MANIFEST_INVALID` if the size in a descriptor is not that of the stored content
   * @throws RegistryError an error of `requireTagWrite` if the tags do not satisfy `require`
   * @throws the error of the check
   */
  put(put: ManifestPut): Promise<void>;

  /**
   * Removes a manifest and every tag that points to it (DEL-08). An index that lists it stays, with that entry missing;
   * manifests that have it as subject stay too. Its blobs stay in the repository for a time.
   * @returns `false` if there is no such manifest
   * @throws the error of the check
   */
  delete(deletion: ManifestDeletion): Promise<boolean>;
}
