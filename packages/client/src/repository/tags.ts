import { checkOptions, type Descriptor, isTag, type OptionRules, parseTag, type Tag } from '@lading/core';
import { type CallOptions, callRules, checkCall } from '../call/call-options.js';
import type { Answer } from '../http/answer.js';
import { pages } from '../http/pages.js';
import { isToolTag } from '../referrer/fallback-tag.js';
import type { RepositoryEndpoint } from '../transport/repository-endpoint.js';
import type { Manifests } from './manifests.js';

export interface ListTagsOptions extends CallOptions {
  /** Leaves out tags of tools, such as `sha256-…` for lists of referrers and signatures. */
  readonly withoutToolTags?: boolean;
}

const listRules = { ...callRules, withoutToolTags: 'boolean?' } as const satisfies OptionRules<ListTagsOptions>;

/** The requested length of a page. A registry may send less. */
const pageLength = '1000';

/** The tags of one repository. */
export class Tags {
  constructor(
    private readonly endpoint: RepositoryEndpoint,
    private readonly manifests: Manifests,
  ) {}

  /**
   * Lists all tags in the order of the registry. Requests a page when it is needed (TAG-01 to TAG-15).
   * @throws ResponseError with status 404 if the repository does not exist
   */
  async *list(options: ListTagsOptions = {}): AsyncGenerator<Tag> {
    checkOptions('tags.list', options, listRules);
    const { withoutToolTags = false, signal } = options;
    const { transport, pullScopes } = this.endpoint;
    const request = { method: 'GET', headers: { accept: 'application/json' }, accept: [200], signal } as const;
    for await (const answer of pages(this.endpoint.url('tags/list', { n: pageLength }), {
      registry: transport.options.registry,
      resolve: (text, base) => transport.resolve(text, base),
      send: (url) => this.endpoint.send(url, request, pullScopes),
    }))
      for (const tag of await this.#read(answer)) if (!(withoutToolTags && isToolTag(tag))) yield tag;
  }

  /** Points a tag to the manifest of another reference. Blobs are not sent. */
  async put(tag: string, reference: string, options: CallOptions = {}): Promise<Descriptor> {
    checkCall('tags.put', options);
    const { signal } = options;
    const { bytes, descriptor } = await this.manifests.read(reference, { signal });
    return this.manifests.push(bytes, {
      mediaType: descriptor.mediaType,
      digest: descriptor.digest,
      tags: [tag],
      signal,
    });
  }

  /**
   * Deletes a tag. The manifest stays, but older registries delete it too (DEL-02 to DEL-04).
   * @returns whether the tag was there
   * @throws ResponseError, with the code `UNSUPPORTED` if the registry does not allow it
   */
  async delete(tag: string, options: CallOptions = {}): Promise<boolean> {
    checkCall('tags.delete', options);
    const { signal } = options;
    const path = `manifests/${parseTag(tag)}`;
    const answer = await this.endpoint.delete(path, { signal, accept: [200, 202, 204, 404] });
    await answer.discard();
    return answer.status !== 404;
  }

  /** `null` means no tags. Leaves out entries that are not tags, because some registries list digests. */
  async #read(answer: Answer): Promise<readonly Tag[]> {
    const body = await answer.json(this.endpoint.options.manifestBytes);
    const tags = typeof body === 'object' && body !== null ? (body as { tags?: unknown }).tags : undefined;
    if (tags === null) return [];
    if (!Array.isArray(tags)) throw answer.fault('the list of tags has no tags');
    return tags.filter((tag): tag is Tag => typeof tag === 'string' && isTag(tag));
  }
}
