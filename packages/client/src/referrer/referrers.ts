import {
  checkOptions,
  type Descriptor,
  type Digest,
  type Manifest,
  mediaTypes,
  type OptionRules,
  parseVerifiableDigest,
  withoutParameters,
} from '@lading/core';
import { type CallOptions, callRules } from '../call/call-options.js';
import type { Answer } from '../http/answer.js';
import { pages } from '../http/pages.js';
import { readManifest } from '../manifest/manifest-media-types.js';
import type { RepositoryEndpoint } from '../transport/repository-endpoint.js';
import { FallbackList } from './fallback-list.js';
import { referrerDescriptor } from './referrer-descriptor.js';

export interface ReferrersOptions extends CallOptions {
  /** Only referrers of this type. */
  readonly artifactType?: string | undefined;
}

const listRules = { ...callRules, artifactType: 'string?' } as const satisfies OptionRules<ReferrersOptions>;

/** Statuses of registries without the API, such as Artifactory and Docker Hub. */
const missing = [400, 404, 405, 406, 501];

/** The manifests that refer to another one, by the API or, if the registry has none, by the fallback tag. */
export class Referrers {
  /** Whether the registry has the API; undefined while that is unknown. */
  isServed: boolean | undefined;
  readonly #list: FallbackList;

  constructor(private readonly endpoint: RepositoryEndpoint) {
    this.#list = new FallbackList(endpoint);
  }

  /** Lists the referrers of a digest; none for a digest that does not exist (RFR-10 to RFR-16). */
  async *list(subject: string, options: ReferrersOptions = {}): AsyncGenerator<Descriptor> {
    checkOptions('repository.referrers', options, listRules);
    const { artifactType, signal } = options;
    const digest = parseVerifiableDigest(subject);
    const source =
      this.isServed === false ? this.#list.read(digest, signal) : this.#fromApi(digest, artifactType, signal);
    for await (const descriptor of source)
      if (artifactType === undefined || descriptor.artifactType === artifactType) yield descriptor;
  }

  /** Adds a pushed manifest to the list of its subject, unless the registry does that (SUBJ-02 to SUBJ-08, BC-02). */
  async add(subject: Digest, manifest: Manifest, descriptor: Descriptor, signal?: AbortSignal): Promise<void> {
    if (await this.areServed(subject, signal)) return;
    await this.#list.add(subject, referrerDescriptor(manifest, descriptor), signal);
  }

  /** Removes a deleted manifest from the list of its subject (DEL-09). */
  async remove(subject: Digest, digest: Digest, signal?: AbortSignal): Promise<void> {
    await this.#list.remove(subject, digest, signal);
  }

  /**
   * Asks the registry once whether it has the API, by a repository that exists. `OCI-Subject` is no proof: ECR sent it without
   * the API.
   */
  async areServed(subject: Digest, signal?: AbortSignal): Promise<boolean> {
    if (this.isServed !== undefined) return this.isServed;
    const answer = await this.#request(this.endpoint.url(`referrers/${subject}`), signal);
    await answer.discard();
    if (answer.status === 404) this.isServed = false;
    return this.#learn(answer);
  }

  async *#fromApi(
    subject: Digest,
    artifactType: string | undefined,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Descriptor> {
    const { transport, options } = this.endpoint;
    const first = this.endpoint.url(`referrers/${subject}`, { artifactType, ns: options.namespace });
    let isFirst = true;
    for await (const answer of pages(first, {
      registry: transport.options.registry,
      resolve: (text, base) => transport.resolve(text, base),
      send: (url) => this.#request(url, signal),
    })) {
      if (isFirst && !this.#learn(answer)) {
        await answer.discard();
        return yield* this.#list.read(subject, signal);
      }
      isFirst = false;
      yield* await this.#read(answer);
    }
  }

  async #read(answer: Answer): Promise<readonly Descriptor[]> {
    if (!isIndex(answer)) {
      await answer.discard();
      throw answer.fault('a page of referrers is not an image index');
    }
    const bytes = await answer.bytes(this.endpoint.options.manifestBytes);
    return readManifest(bytes, mediaTypes.imageIndex, answer).manifest?.children ?? [];
  }

  /** Remembers whether the API exists. A 400 may concern this digest only, and a 404 a repository that does not exist yet. */
  #learn(answer: Answer): boolean {
    const isServed = isIndex(answer);
    if (isServed || ![400, 404].includes(answer.status)) this.isServed = isServed;
    return isServed;
  }

  #request(url: URL, signal: AbortSignal | undefined): Promise<Answer> {
    const headers = { accept: mediaTypes.imageIndex };
    const scopes = this.endpoint.pullScopes;
    return this.endpoint.send(url, { method: 'GET', headers, accept: [200, ...missing], signal }, scopes);
  }
}

/** Some registries answer 200 with an HTML page or with a list in their own format. */
function isIndex(answer: Answer): boolean {
  const type = withoutParameters(answer.headers.get('content-type') ?? undefined);
  return answer.status === 200 && type === mediaTypes.imageIndex;
}
