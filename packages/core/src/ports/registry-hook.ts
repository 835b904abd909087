import type { Digest } from '../digest/digest.js';
import type { PushedManifest } from '../manifest/manifest.js';
import type { Reference } from '../name/reference.js';
import type { RepositoryName } from '../name/repository-name.js';
import type { Tag } from '../name/tag.js';
import type { Principal } from './access-controller.js';
import type { ManifestRecord } from './metadata-store.js';

interface Act {
  readonly repository: RepositoryName;
  readonly principal: Principal | undefined;
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

/** May refuse a push, a pull or a delete, by throwing a `RegistryError` whose message the client shows to a person. */
export interface RegistryHook {
  beforeManifestPush?(push: ManifestPush): Promise<void>;
  beforeManifestPull?(pull: ManifestPull): Promise<void>;
  beforeDelete?(removal: Removal): Promise<void>;
}
