import {
  type BlobRecord,
  type Blobs,
  type Digest,
  isRegistryError,
  isVerifiable,
  parseDigest,
  parseRepositoryName,
  type RepositoryName,
} from '@lading/core';
import type { Caller } from '../access/caller.js';
import type { RegistryAllowances } from '../registry.options.js';

export interface MountRequest {
  readonly repository: RepositoryName;
  /** The value of `?mount=`. */
  readonly digest: string;
  /** The value of `?from=`, if there is one. */
  readonly from: string | undefined;
  readonly caller: Caller;
}

/** Repositories that a mount without `from` tries, so that it stays cheap. */
const maximumSources = 16;

/** Mounts blobs from other repositories. What can't be mounted is uploaded instead, without a word why (MNT-06). */
export class MountsService {
  constructor(
    private readonly metadata: Blobs,
    private readonly allow: Pick<RegistryAllowances, 'anonymousMount'>,
  ) {}

  /** @throws RegistryError `DIGEST_INVALID` if the digest is malformed */
  async mount({ repository, digest: text, from, caller }: MountRequest): Promise<BlobRecord | undefined> {
    const digest = parseDigest(text);
    if (!isVerifiable(digest)) return undefined;
    if (from === undefined) return this.mountFromAnywhere(repository, digest, caller);
    const source = readName(from);
    if (source === undefined || (source !== repository && !(await caller.mayPull(source)))) return undefined;
    return this.metadata.mountBlob({ from: source, to: repository, digest });
  }

  private async mountFromAnywhere(to: RepositoryName, digest: Digest, caller: Caller): Promise<BlobRecord | undefined> {
    if (!this.allow.anonymousMount) return undefined;
    const { items } = await this.metadata.listRepositoriesWithBlob(digest, { limit: maximumSources });
    for (const from of items) {
      const mounted = (await caller.mayPull(from)) ? await this.metadata.mountBlob({ from, to, digest }) : undefined;
      if (mounted !== undefined) return mounted;
    }
    return undefined;
  }
}

/** A source of a bad name is one that does not exist. */
function readName(text: string): RepositoryName | undefined {
  try {
    return parseRepositoryName(text);
  } catch (error) {
    if (isRegistryError(error)) return undefined;
    throw error;
  }
}
