import type { ManifestRecord, OperationContext, PushedManifest, RepositoryName, Tag } from '@lading/core';
import { type Engine, parseKnownReference } from '@lading/engine';
import { Delete, Get, Head, Headers, Inject, Param, Put } from '@nestjs/common';
import { Asking } from '../access/asking.decorator.js';
import type { Caller } from '../access/caller.js';
import { Requires } from '../access/requires.decorator.js';
import { RegistryLinks } from '../adapter/registry-links.js';
import { readWholeBody } from '../http/body/read-whole-body.js';
import type { RequestBody } from '../http/body/request-body.js';
import { type ConditionFields, entityTagOf, isUnchanged, parseCondition } from '../http/request/entity-tag.js';
import type { QueryParameters } from '../http/request/query-parameters.js';
import { type OciHeaders, OciResponse } from '../http/response/oci-response.js';
import { RegistryController } from '../http/routing/registry-controller.decorator.js';
import { Body, Query, Repository } from '../http/routing/request.decorators.js';
import { Operation } from '../operation/operation.decorators.js';
import type { ResolvedRegistryOptions } from '../registry.options.js';
import { REGISTRY_ENGINE, REGISTRY_OPTIONS } from '../registry.tokens.js';
import type { RegistrySettings, SettingNames } from '../settings/registry-settings.js';
import { ManifestMemory } from './manifest-memory.js';
import { formatTags, parseManifestTarget } from './manifest-target.js';
import { nameSizeSetting } from './name-size-setting.js';

interface ManifestRequestHeaders extends ConditionFields {
  readonly 'content-type'?: string;
}

/** `/v2/<name>/manifests/<tag-or-digest>` (end-3, end-7, end-9). */
@RegistryController('v2/:name/manifests')
export class ManifestsController {
  private readonly manifests: Engine['manifests'];
  private readonly settings: RegistrySettings;
  private readonly settingNames: SettingNames;
  private readonly memory: ManifestMemory;

  constructor(
    @Inject(REGISTRY_ENGINE) { manifests }: Engine,
    @Inject(RegistryLinks) private readonly links: RegistryLinks,
    @Inject(REGISTRY_OPTIONS) { settings, settingNames }: ResolvedRegistryOptions,
  ) {
    this.manifests = manifests;
    this.settings = settings;
    this.settingNames = settingNames;
    this.memory = new ManifestMemory(settings.manifestMemoryBytes, settings.maximumManifestBytes);
  }

  @Head(':reference')
  @Requires('pull')
  async head(
    @Operation() context: OperationContext,
    @Repository() repository: RepositoryName,
    @Param('reference') reference: string,
    @Headers() headers: ManifestRequestHeaders,
  ): Promise<OciResponse> {
    const manifest = await this.manifests.find(context, repository, parseKnownReference(reference));
    return notModified(manifest, headers) ?? new OciResponse(200, manifestHeaders(manifest));
  }

  @Get(':reference')
  @Requires('pull')
  async get(
    @Operation() context: OperationContext,
    @Repository() repository: RepositoryName,
    @Param('reference') reference: string,
    @Headers() headers: ManifestRequestHeaders,
  ): Promise<OciResponse> {
    const manifest = await this.manifests.find(context, repository, parseKnownReference(reference));
    const unchanged = notModified(manifest, headers);
    if (unchanged !== undefined) return unchanged;
    return new OciResponse(200, manifestHeaders(manifest), await this.manifests.read(context, repository, manifest));
  }

  @Put(':reference')
  @Requires('pull', 'push')
  async put(
    @Operation() context: OperationContext,
    @Asking() caller: Caller,
    @Repository() repository: RepositoryName,
    @Param('reference') reference: string,
    @Headers() headers: ManifestRequestHeaders,
    @Query() query: QueryParameters,
    @Body() body: RequestBody,
  ): Promise<OciResponse> {
    const wanted = query.all('tag');
    this.manifests.requireTagCount(wanted.length);
    const { omittedTags, ...target } = parseManifestTarget({ reference, tags: wanted, digest: query.one('digest') });
    const condition = parseCondition(headers);
    const mediaType = headers['content-type'];
    const manifest = await this.memory.use(async (reserve) => {
      const bytes = await this.read(body, reserve);
      await caller.requireStill();
      return this.manifests.push(context, { repository, bytes, mediaType, condition, ...target });
    });
    const created = this.created(repository, manifest);
    return wanted.length === 0
      ? new OciResponse(201, created)
      : new OciResponse(201, { ...created, ...tagHeaders(target.tags, omittedTags) });
  }

  @Delete(':reference')
  @Requires('delete')
  async delete(
    @Operation() context: OperationContext,
    @Repository() repository: RepositoryName,
    @Param('reference') reference: string,
    @Headers() headers: ManifestRequestHeaders,
  ): Promise<OciResponse> {
    await this.manifests.delete(context, repository, parseKnownReference(reference), parseCondition(headers));
    return new OciResponse(202);
  }

  private read(body: RequestBody, reserve: (bytes: number) => void): Promise<Uint8Array> {
    const { maximumManifestBytes, manifestTimeoutSeconds } = this.settings;
    const options = { maximumBytes: maximumManifestBytes, timeoutSeconds: manifestTimeoutSeconds, reserve };
    return readWholeBody(body, options).catch((error: unknown) => {
      throw nameSizeSetting(error, this.settingNames);
    });
  }

  private created(repository: RepositoryName, { digest, subject }: PushedManifest): OciHeaders {
    return {
      Location: this.links.manifest(repository, digest),
      'Docker-Content-Digest': digest,
      ETag: entityTagOf(digest),
      ...(subject === undefined ? {} : { 'OCI-Subject': subject.digest }),
    };
  }
}

/** The tags that a push by digest has set, and a warning if it has omitted some. */
function tagHeaders(tags: readonly Tag[], omitted: number): OciHeaders {
  const warning = `299 - "${omitted} more tags were not set, because one answer cannot name them: push them one by one"`;
  return { 'OCI-Tag': formatTags(tags), ...(omitted === 0 ? {} : { Warning: warning }) };
}

function manifestHeaders({ digest, mediaType, size }: ManifestRecord): OciHeaders {
  return {
    'Content-Type': mediaType,
    'Content-Length': size,
    'Docker-Content-Digest': digest,
    ETag: entityTagOf(digest),
    'X-Content-Type-Options': 'nosniff',
  };
}

function notModified(manifest: ManifestRecord, headers: ManifestRequestHeaders): OciResponse | undefined {
  return isUnchanged(headers, manifest.digest) ? new OciResponse(304, manifestHeaders(manifest)) : undefined;
}
