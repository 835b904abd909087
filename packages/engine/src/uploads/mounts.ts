import { type BlobRecord, type Blobs, type Digest, isVerifiable, type RepositoryName } from '@lading/core';
import type { BlobInspector } from '../blobs/blob-inspector.js';
import type { EngineSettings } from '../settings/engine-settings.js';

export interface MountRequest {
  readonly repository: RepositoryName;
  readonly digest: Digest;
  /** The source. If absent, any repository if `allowAnonymousMount` is on (MNT-05); `anywhere` does not need the setting. */
  readonly from?: RepositoryName | 'anywhere' | undefined;
  /** Whether the caller may pull from a repository. */
  readonly mayPull: (repository: RepositoryName) => Promise<boolean>;
  /** Mounts only a blob whose bytes the blob store has. */
  readonly checkStored?: boolean;
}

/** The maximum number of repositories that a mount without a source tries. */
const maximumSources = 16;

/** Mounts blobs from other repositories. */
export class Mounts {
  constructor(
    private readonly blobs: Blobs,
    private readonly inspector: BlobInspector,
    private readonly settings: Pick<EngineSettings, 'allowAnonymousMount'>,
  ) {}

  async mount(request: MountRequest): Promise<BlobRecord | undefined> {
    if (!isVerifiable(request.digest)) return undefined;
    const mounted = await this.mountFrom(request);
    if (mounted === undefined || request.checkStored !== true) return mounted;
    return (await this.inspector.isStored(mounted)) ? mounted : undefined;
  }

  private async mountFrom(request: MountRequest): Promise<BlobRecord | undefined> {
    const { repository, digest, from, mayPull } = request;
    if (from === undefined && !this.settings.allowAnonymousMount) return undefined;
    if (from === undefined || from === 'anywhere') return this.mountFromAnywhere(request);
    if (from !== repository && !(await mayPull(from))) return undefined;
    return this.blobs.mount({ from, to: repository, digest });
  }

  private async mountFromAnywhere({ repository: to, digest, mayPull }: MountRequest): Promise<BlobRecord | undefined> {
    const { items } = await this.blobs.listRepositories(digest, { limit: maximumSources });
    for (const from of items) {
      const mounted = (await mayPull(from)) ? await this.blobs.mount({ from, to, digest }) : undefined;
      if (mounted !== undefined) return mounted;
    }
    return undefined;
  }
}
