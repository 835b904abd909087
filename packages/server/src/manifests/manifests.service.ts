import {
  type Digest,
  isRegistryError,
  type ManifestPut,
  type ManifestRecord,
  type Manifests,
  matchesDigest,
  type PushedManifest,
  parseLargeManifest,
  parseReference,
  type Reference,
  RegistryError,
  type Repositories,
  type RepositoryName,
  type TagCondition,
  type Tags,
} from '@lading/core';
import type { Caller } from '../access/caller.js';
import type { ContentCache } from '../content/content-cache.js';
import type { HooksService } from '../hooks/hooks.service.js';
import { requireCondition } from '../http/entity-tag.js';
import type { RegistryAllowances } from '../registry.options.js';
import type { SettingNames } from '../setting-names.js';
import { digestOfPush, type ManifestTarget } from './manifest-push.js';
import { nameSparseSetting } from './name-setting.js';

export interface ManifestPushRequest extends ManifestTarget {
  readonly repository: RepositoryName;
  readonly bytes: Uint8Array;
  readonly contentType: string | undefined;
  readonly condition: TagCondition | undefined;
  readonly caller: Caller;
}

/** Pull, push and delete of manifests. */
export class ManifestsService {
  constructor(
    private readonly metadata: Manifests & Tags & Repositories,
    private readonly cache: ContentCache,
    private readonly hooks: HooksService,
    private readonly allow: RegistryAllowances,
    private readonly settingNames: SettingNames,
  ) {}

  /** @throws RegistryError `MANIFEST_UNKNOWN`, `NAME_UNKNOWN`, `DIGEST_INVALID` */
  async find(repository: RepositoryName, text: string, { principal }: Caller): Promise<ManifestRecord> {
    const reference = parseKnownReference(text);
    const manifest = await this.metadata.findManifest(repository, reference);
    if (manifest === undefined) throw await this.unknown(repository, text);
    await this.hooks.beforeManifestPull({ repository, principal, reference, manifest });
    return manifest;
  }

  /**
   * The bytes of a manifest that was found just now.
   * @throws Error if the metadata store returns bytes with another digest
   */
  async read(repository: RepositoryName, { digest }: ManifestRecord): Promise<Uint8Array> {
    const cached = this.cache.get('manifest', digest);
    if (cached !== undefined) return cached;
    const bytes = await this.metadata.readManifest(repository, digest);
    if (bytes === undefined) throw await this.unknown(repository, digest);
    if (!matchesDigest(bytes, digest)) throw new Error(`the stored manifest ${digest} of ${repository} is damaged`);
    this.cache.set('manifest', digest, bytes);
    return bytes;
  }

  /** @throws RegistryError `DIGEST_INVALID`, or an error of `parseLargeManifest`, `putManifest` or a hook */
  async push({
    repository,
    bytes,
    contentType,
    tags,
    condition,
    caller,
    ...given
  }: ManifestPushRequest): Promise<PushedManifest> {
    const digest = await digestOfPush(bytes, given.digest);
    const manifest = { ...(await parseLargeManifest(bytes, contentType)), digest, bytes };
    await this.hooks.beforeManifestPush({ repository, principal: caller.principal, manifest, tags });
    if (tags.length === 0 && condition !== undefined)
      requireCondition(condition, (await this.metadata.findManifest(repository, { kind: 'digest', digest }))?.digest);
    const put: ManifestPut = {
      repository,
      manifest,
      tags,
      allowMissing: { blobs: this.allow.sparseImages, children: this.allow.sparseIndexes },
      ...(condition === undefined ? {} : { condition }),
    };
    await this.metadata.putManifest(put).catch((error: unknown) => {
      throw nameSparseSetting(error, manifest.kind, this.settingNames);
    });
    this.cache.set('manifest', digest, bytes);
    return manifest;
  }

  /** Removes a tag, or a manifest with every tag that points to it (DEL-02, DEL-05). */
  async delete(repository: RepositoryName, text: string, caller: Caller, condition?: TagCondition): Promise<void> {
    const reference = parseKnownReference(text);
    this.refuseUnlessDeletable(reference);
    await this.hooks.beforeDelete({ repository, principal: caller.principal, target: reference });
    const deleted =
      reference.kind === 'tag'
        ? await this.metadata.deleteTag(repository, reference.tag, condition)
        : await this.deleteManifest(repository, reference.digest, condition);
    if (!deleted) throw await this.unknown(repository, text);
  }

  private async deleteManifest(
    repository: RepositoryName,
    digest: Digest,
    condition: TagCondition | undefined,
  ): Promise<boolean> {
    if (condition !== undefined) {
      const manifest = await this.metadata.findManifest(repository, { kind: 'digest', digest });
      if (manifest === undefined) return false;
      requireCondition(condition, manifest.digest);
    }
    return this.metadata.deleteManifest(repository, digest);
  }

  private refuseUnlessDeletable({ kind }: Reference): void {
    if (kind === 'tag' ? this.allow.deleteTags : this.allow.deleteManifests) return;
    throw new RegistryError('UNSUPPORTED', `a ${kind === 'tag' ? 'tag' : 'manifest'} is not deleted here`, {
      headers: { Allow: 'GET, HEAD, PUT' },
    });
  }

  private async unknown(repository: RepositoryName, reference: string): Promise<RegistryError> {
    return (await this.metadata.hasRepository(repository))
      ? unknownManifest(reference)
      : new RegistryError('NAME_UNKNOWN', 'there is no such repository', { detail: { name: repository } });
  }
}

/** What is no tag names no manifest; clients and both suites expect that rather than a 400 (REF-05). */
function parseKnownReference(text: string): Reference {
  try {
    return parseReference(text);
  } catch (error) {
    throw isRegistryError(error, 'MANIFEST_INVALID') ? unknownManifest(text) : error;
  }
}

function unknownManifest(reference: string): RegistryError {
  return new RegistryError('MANIFEST_UNKNOWN', 'the repository has no such manifest', {
    detail: { reference: reference.slice(0, 256) },
  });
}
