import {
  type Digest,
  type ManifestDeletion,
  type ManifestPut,
  type ManifestRecord,
  type MetadataStore,
  matchesDigest,
  type OperationContext,
  type PushedManifest,
  parseLargeManifest,
  type Reference,
  RegistryError,
  type RepositoryName,
  requireCondition,
  type Tag,
  type TagCondition,
} from '@lading/core';
import type { ContentCache } from '../content/content-cache.js';
import { authorOf } from '../context/author.js';
import type { Hooks } from '../hooks/hooks.js';
import type { EngineSettingNames, EngineSettings } from '../settings/engine-settings.js';
import { digestOfManifest } from './digest-of-manifest.js';
import { nameSparseSetting } from './name-sparse-setting.js';
import { unknownManifest } from './parse-known-reference.js';

export interface ManifestPushRequest {
  readonly repository: RepositoryName;
  readonly bytes: Uint8Array;
  /** The type that the client declares; the `mediaType` of the bytes if absent. */
  readonly mediaType?: string | undefined;
  /** The digest under which the manifest is stored. It must match the bytes; their sha256 if absent. */
  readonly digest?: Digest | undefined;
  readonly tags?: readonly Tag[];
  /** A condition for each tag, or for the manifest if there are no tags. */
  readonly condition?: TagCondition | undefined;
  /** The references that may be missing; the setting `allowSparse` decides if absent. */
  readonly allowMissing?: ManifestPut['allowMissing'];
  /** Whether the size in a descriptor may differ from that of the content, for manifests from another registry. */
  readonly allowOtherSizes?: boolean;
}

type Parts = Pick<MetadataStore, 'manifests' | 'tags' | 'repositories'>;
interface Settings
  extends Pick<
    EngineSettings,
    'allowDelete' | 'allowSparse' | 'maximumManifestBytes' | 'maximumTagsPerPut' | 'maximumTagsPerRepository'
  > {
  readonly settingNames: EngineSettingNames;
}

/** Finds, reads, pushes and deletes manifests. */
export class ManifestOperations {
  constructor(
    private readonly metadata: Parts,
    private readonly cache: ContentCache,
    private readonly hooks: Hooks,
    private readonly settings: Settings,
  ) {}

  /** @throws RegistryError `MANIFEST_UNKNOWN`, `NAME_UNKNOWN`, or an error of a hook */
  async find(context: OperationContext, repository: RepositoryName, reference: Reference): Promise<ManifestRecord> {
    const manifest = await this.metadata.manifests.find(repository, reference);
    if (manifest === undefined) throw await this.unknown(repository, reference);
    await this.hooks.beforeManifestPull({ repository, identity: context.identity, reference, manifest });
    return manifest;
  }

  /**
   * Reads the bytes of a manifest that `find` returned.
   * @throws RegistryError `MANIFEST_UNKNOWN` if it was deleted meanwhile
   * @throws Error if the metadata store returns bytes with another digest
   */
  async read(_context: OperationContext, repository: RepositoryName, { digest }: ManifestRecord): Promise<Uint8Array> {
    const cached = this.cache.get('manifest', digest);
    if (cached !== undefined) return cached;
    const bytes = await this.metadata.manifests.read(repository, digest);
    if (bytes === undefined) throw await this.unknown(repository, { kind: 'digest', digest });
    if (!matchesDigest(bytes, digest)) throw new Error(`the stored manifest ${digest} of ${repository} is damaged`);
    this.cache.set('manifest', digest, bytes);
    return bytes;
  }

  /**
   * Refuses a push of too many tags. `push` checks it too; a caller can check it before it reads the manifest.
   * @throws RegistryError `UNSUPPORTED` with the reason `too-many-tags` (TAGP-03)
   */
  requireTagCount(count: number): void {
    const { maximumTagsPerPut } = this.settings;
    if (count > maximumTagsPerPut)
      throw new RegistryError('UNSUPPORTED', `a push sets at most ${maximumTagsPerPut} tags`, {
        reason: 'too-many-tags',
      });
  }

  /**
   * Stores a manifest and sets its tags, all or nothing.
   * @throws RegistryError `UNSUPPORTED` with the reason `too-many-tags`; `SIZE_INVALID` with the reason `too-large`;
   * `DIGEST_INVALID`; `DENIED` with the reason `condition-failed`; or an error of `parseLargeManifest`, `Manifests.put` or a
   * hook
   */
  async push(context: OperationContext, request: ManifestPushRequest): Promise<PushedManifest> {
    const { repository, bytes, tags = [], condition, allowMissing, allowOtherSizes = false } = request;
    this.requireTagCount(tags.length);
    requireSize(bytes, this.settings.maximumManifestBytes);
    const digest = await digestOfManifest(bytes, request.digest);
    const parsed = await parseLargeManifest(bytes, request.mediaType, { allowOtherSizes });
    const manifest = { ...parsed, digest, bytes };
    await this.hooks.beforeManifestPush({ repository, identity: context.identity, manifest, tags });
    if (tags.length === 0 && condition !== undefined)
      requireCondition(condition, (await this.metadata.manifests.find(repository, { kind: 'digest', digest }))?.digest);
    const made = { by: authorOf(context), ...this.hooks.checkOf(context) };
    const lenient = { ...(allowMissing && { allowMissing }), allowOtherSizes };
    const { maximumTagsPerRepository } = this.settings;
    await this.put({
      repository,
      manifest,
      tags,
      require: { condition, maximumTagsPerRepository },
      ...made,
      ...lenient,
    });
    this.cache.set('manifest', digest, bytes);
    return manifest;
  }

  /**
   * Removes a tag, or a manifest with every tag that points to it (DEL-02, DEL-05).
   * @throws RegistryError `MANIFEST_UNKNOWN`, `NAME_UNKNOWN`; `UNSUPPORTED` with the reason `tag-deletion-off` or
   * `manifest-deletion-off`; `DENIED` with the reason `condition-failed`; or an error of a hook
   */
  async delete(
    context: OperationContext,
    repository: RepositoryName,
    reference: Reference,
    condition?: TagCondition,
  ): Promise<void> {
    this.refuseUnlessDeletable(reference);
    await this.hooks.beforeDelete({ repository, identity: context.identity, target: reference });
    const made = { by: authorOf(context), ...this.hooks.checkOf(context) };
    const deleted =
      reference.kind === 'tag'
        ? await this.metadata.tags.delete({ repository, tag: reference.tag, require: { condition }, ...made })
        : await this.deleteManifest({ repository, digest: reference.digest, ...made }, condition);
    if (!deleted) throw await this.unknown(repository, reference);
  }

  private async put(put: ManifestPut): Promise<void> {
    if (put.allowMissing !== undefined) return this.metadata.manifests.put(put);
    const { allowSparse, settingNames } = this.settings;
    try {
      await this.metadata.manifests.put({ ...put, allowMissing: { blobs: allowSparse, children: allowSparse } });
    } catch (error) {
      throw nameSparseSetting(error, settingNames);
    }
  }

  private async deleteManifest(deletion: ManifestDeletion, condition: TagCondition | undefined): Promise<boolean> {
    if (condition !== undefined) {
      const { repository, digest } = deletion;
      const manifest = await this.metadata.manifests.find(repository, { kind: 'digest', digest });
      if (manifest === undefined) return false;
      requireCondition(condition, manifest.digest);
    }
    return this.metadata.manifests.delete(deletion);
  }

  private refuseUnlessDeletable({ kind }: Reference): void {
    if (this.settings.allowDelete) return;
    if (kind === 'tag')
      throw new RegistryError('UNSUPPORTED', 'this registry does not delete tags', { reason: 'tag-deletion-off' });
    throw new RegistryError('UNSUPPORTED', 'this registry does not delete manifests', {
      reason: 'manifest-deletion-off',
    });
  }

  private async unknown(repository: RepositoryName, reference: Reference): Promise<RegistryError> {
    return (await this.metadata.repositories.has(repository))
      ? unknownManifest(reference.kind === 'tag' ? reference.tag : reference.digest)
      : new RegistryError('NAME_UNKNOWN', 'there is no such repository', { detail: { name: repository } });
  }
}

function requireSize({ byteLength }: Uint8Array, maximumBytes: number): void {
  if (byteLength > maximumBytes)
    throw new RegistryError('SIZE_INVALID', `a manifest has at most ${maximumBytes} bytes`, {
      reason: 'too-large',
      detail: { maximumBytes },
    });
}
