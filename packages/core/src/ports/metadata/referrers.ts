import type { Digest } from '../../digest/digest.js';
import type { ReferrerEntry } from '../../manifest/referrer-entry.js';
import type { RepositoryName } from '../../name/repository-name.js';
import type { Page, PageRequest } from '../page.js';

export interface ReferrersRequest extends PageRequest {
  /** Only entries of one of these types; all if absent. */
  readonly artifactTypes?: readonly string[];
  /** The maximum size of the entries' JSON texts together, in bytes. The first entry is returned even if it is larger. */
  readonly maximumBytes: number;
}

export interface Referrers {
  /**
   * Manifests of the repository whose subject is exactly this digest, in byte order of their digests. A list must cost
   * no more than a copy of their JSON texts: a manifest may have hundreds of thousands of annotations.
   */
  list(repository: RepositoryName, subject: Digest, page: ReferrersRequest): Promise<Page<ReferrerEntry>>;
}
