import type { Digest } from '../digest/digest.js';
import type { PushedManifest } from '../manifest/manifest.js';
import type { Reference } from '../name/reference.js';
import type { RepositoryName } from '../name/repository-name.js';
import type { Tag } from '../name/tag.js';
import type { Identity } from './access/identity.js';
import type { ChangeView, PlannedChange } from './metadata/change-check.js';
import type { ManifestRecord } from './metadata/manifest-record.js';

interface Act {
  readonly repository: RepositoryName;
  readonly identity: Identity;
}

export interface ManifestPush extends Act {
  readonly manifest: PushedManifest;
  readonly tags: readonly Tag[];
}

export interface ManifestPull extends Act {
  readonly reference: Reference;
  readonly manifest: ManifestRecord;
}

export interface Removal extends Act {
  readonly target: Reference | { readonly kind: 'blob'; readonly digest: Digest };
}

/** A change of a repository, in its transaction. */
export type CheckedChange = PlannedChange & Act;

/** May refuse a push, a pull or a delete, by throwing a `RegistryError` whose message the client shows to a person. */
export interface RegistryHook {
  beforeManifestPush?(push: ManifestPush): Promise<void>;
  beforeManifestPull?(pull: ManifestPull): Promise<void>;
  beforeDelete?(removal: Removal): Promise<void>;
  /**
   * Judges a push or a delete inside its transaction, after the other methods. It can enforce a rule about the repository,
   * such as a maximum number of tags, because checked changes of a repository are made one after the other. It must be short
   * and read only the view: other checked changes wait for it. It can be called more than once for one change.
   */
  checkChange?(view: ChangeView, change: CheckedChange): Promise<void>;
}
