import type { ManifestRecord, PushedManifest, RepositoryName, Tag } from '@lading/core';
import { Delete, Get, Head, Headers, Inject, Param, Put } from '@nestjs/common';
import type { Caller } from '../access/caller.js';
import { Requires } from '../access/requires.decorator.js';
import { type ConditionFields, entityTagOf, isUnchanged, parseCondition } from '../http/entity-tag.js';
import { type OciHeaders, OciResponse } from '../http/oci-response.js';
import type { QueryParameters } from '../http/query-parameters.js';
import { readWholeBody } from '../http/read-whole-body.js';
import { RegistryController } from '../http/registry-controller.decorator.js';
import { RegistryLinks } from '../http/registry-links.js';
import { Asking, Body, Query, Repository } from '../http/request.decorators.js';
import type { RequestBody } from '../http/request-body.js';
import type { RegistryLimits, ResolvedRegistryOptions } from '../registry.options.js';
import { REGISTRY_OPTIONS } from '../registry.tokens.js';
import type { SettingNames } from '../setting-names.js';
import { ManifestMemory } from './manifest-memory.js';
import { formatTags, parseManifestTarget } from './manifest-push.js';
import { ManifestsService } from './manifests.service.js';
import { nameSizeSetting } from './name-setting.js';

interface ManifestRequestHeaders extends ConditionFields {
  readonly 'content-type'?: string;
}

/** `/v2/<name>/manifests/<tag-or-digest>` (end-3, end-7, end-9). */
@RegistryController('v2/:name/manifests')
export class ManifestsController {
  private readonly limits: RegistryLimits;
  private readonly settingNames: SettingNames;
  private readonly memory: ManifestMemory;

  constructor(
    @Inject(ManifestsService) private readonly manifests: ManifestsService,
    @Inject(RegistryLinks) private readonly links: RegistryLinks,
    @Inject(REGISTRY_OPTIONS) { limits, settingNames }: ResolvedRegistryOptions,
  ) {
    this.limits = limits;
    this.settingNames = settingNames;
    this.memory = new ManifestMemory(limits.manifestMemoryBytes, limits.manifestBytes);
  }

  @Head(':reference')
  @Requires('pull')
  async head(
    @Repository() repository: RepositoryName,
    @Param('reference') reference: string,
    @Headers() headers: ManifestRequestHeaders,
    @Asking() caller: Caller,
  ): Promise<OciResponse> {
    const manifest = await this.manifests.find(repository, reference, caller);
    return notModified(manifest, headers) ?? new OciResponse(200, manifestHeaders(manifest));
  }

  @Get(':reference')
  @Requires('pull')
  async get(
    @Repository() repository: RepositoryName,
    @Param('reference') reference: string,
    @Headers() headers: ManifestRequestHeaders,
    @Asking() caller: Caller,
  ): Promise<OciResponse> {
    const manifest = await this.manifests.find(repository, reference, caller);
    const unchanged = notModified(manifest, headers);
    if (unchanged !== undefined) return unchanged;
    return new OciResponse(200, manifestHeaders(manifest), await this.manifests.read(repository, manifest));
  }

  @Put(':reference')
  @Requires('pull', 'push')
  async put(
    @Repository() repository: RepositoryName,
    @Param('reference') reference: string,
    @Headers() headers: ManifestRequestHeaders,
    @Query() query: QueryParameters,
    @Body() body: RequestBody,
    @Asking() caller: Caller,
  ): Promise<OciResponse> {
    const wanted = query.all('tag');
    const { omittedTags, ...target } = parseManifestTarget({
      reference,
      tags: wanted,
      digest: query.one('digest'),
      maximumTags: this.limits.tagsPerPush,
    });
    const condition = parseCondition(headers);
    const contentType = headers['content-type'];
    const manifest = await this.memory.use(async (reserve) => {
      const bytes = await this.read(body, reserve);
      return this.manifests.push({ repository, bytes, contentType, condition, caller, ...target });
    });
    const created = this.created(repository, manifest);
    return wanted.length === 0
      ? new OciResponse(201, created)
      : new OciResponse(201, { ...created, ...tagHeaders(target.tags, omittedTags) });
  }

  @Delete(':reference')
  @Requires('delete')
  async delete(
    @Repository() repository: RepositoryName,
    @Param('reference') reference: string,
    @Headers() headers: ManifestRequestHeaders,
    @Asking() caller: Caller,
  ): Promise<OciResponse> {
    await this.manifests.delete(repository, reference, caller, parseCondition(headers));
    return new OciResponse(202);
  }

  private read(body: RequestBody, reserve: (bytes: number) => void): Promise<Uint8Array> {
    const { manifestBytes, manifestSeconds } = this.limits;
    const options = { maximumBytes: manifestBytes, timeoutSeconds: manifestSeconds, reserve };
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
