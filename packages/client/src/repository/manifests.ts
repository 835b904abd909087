import {
  checkOptions,
  type Descriptor,
  type Digest,
  type OptionRules,
  parseReference,
  type Reference,
  withoutParameters,
} from '@lading/core';
import { type CallOptions, callRules, checkCall } from '../call/call-options.js';
import { DigestMismatchError } from '../error/digest-mismatch-error.js';
import { isResponseError } from '../error/response-error.js';
import type { Answer } from '../http/answer.js';
import { checkDigestField, digestField, verifiedDigest } from '../http/content-digest.js';
import type { ManifestAnswer } from '../manifest/manifest-answer.js';
import { acceptedManifests, isManifestType, readManifest } from '../manifest/manifest-media-types.js';
import type { Referrers } from '../referrer/referrers.js';
import type { RepositoryEndpoint } from '../transport/repository-endpoint.js';
import {
  checkManifest,
  type ManifestContent,
  type PushManifestOptions,
  pushManifest,
  pushManifestRules,
} from './push-manifest.js';

export interface ReadManifestOptions extends CallOptions {
  /** The descriptor that led here. Its media type wins over that of the response (image-spec "Media type conflicts"). */
  readonly expected?: Pick<Descriptor, 'mediaType' | 'size'> | undefined;
}

const readRules = { ...callRules, expected: 'object?' } as const satisfies OptionRules<ReadManifestOptions>;

/** The manifests of one repository. */
export class Manifests {
  constructor(
    private readonly endpoint: RepositoryEndpoint,
    private readonly referrers: Referrers,
  ) {}

  /**
   * Returns the descriptor of a tag or a digest; undefined if it does not exist. Reads the manifest if HEAD does not suffice
   * (HEAD-01 to HEAD-05).
   */
  async stat(reference: string, options: CallOptions = {}): Promise<Descriptor | undefined> {
    checkCall('manifests.stat', options);
    const { signal } = options;
    const asked = parseReference(reference);
    const answer = await this.#request('HEAD', reference, [200, 404, 405], acceptedManifests, signal);
    await answer.discard();
    if (answer.status === 404) return undefined;
    const descriptor = answer.status === 200 ? describedBy(answer, asked) : undefined;
    return descriptor ?? (await this.#find(reference, { signal }))?.descriptor;
  }

  /**
   * Reads a manifest, and verifies its digest, its size and its type (PULL-02 to PULL-12).
   * @throws ResponseError with status 404 if it does not exist; DigestMismatchError; ClientError `protocol`
   */
  async read(reference: string, options: ReadManifestOptions = {}): Promise<ManifestAnswer> {
    checkOptions('manifests.read', options, readRules);
    const asked = parseReference(reference);
    const expected = options.expected;
    const accept = acceptHeader(expected?.mediaType);
    const answer = await this.#get(reference, accept, options.signal);
    const bytes = await answer.bytes(this.endpoint.options.manifestBytes);
    const digest = verifiedDigest(bytes, answer, asked.kind === 'digest' ? asked.digest : undefined);
    if (expected !== undefined && expected.size !== bytes.byteLength)
      throw new DigestMismatchError({ digest, size: expected.size }, { digest, size: bytes.byteLength }, answer);
    const contentType = expected?.mediaType ?? answer.headers.get('content-type') ?? undefined;
    const { mediaType, manifest } = readManifest(bytes, contentType, answer);
    return { descriptor: { mediaType, digest, size: bytes.byteLength }, bytes, manifest };
  }

  /**
   * Pushes a manifest by its digest or by tags. Adds it to the list of its subject, if the registry does not (MAN-01 to MAN-10,
   * SUBJ-02 to SUBJ-08, TAGP-01 to TAGP-05).
   * @throws ResponseError, such as with the code `MANIFEST_BLOB_UNKNOWN`; RegistryError `MANIFEST_INVALID` before it is sent
   */
  async push(content: ManifestContent, options: PushManifestOptions = {}): Promise<Descriptor> {
    checkOptions('manifests.push', options, pushManifestRules);
    checkManifest('manifests.push', content);
    return pushManifest(this.endpoint, this.referrers, content, options);
  }

  /**
   * Deletes a manifest and all tags that point to it. Removes it from the list of its subject, if the registry does not
   * (DEL-05, DEL-06, DEL-09).
   * @returns whether it was there
   */
  async delete(digest: string, options: CallOptions = {}): Promise<boolean> {
    checkCall('manifests.delete', options);
    const { signal } = options;
    const asked = parseReference(digest);
    if (asked.kind !== 'digest') throw new TypeError('a manifest is deleted by its digest; tags.delete removes a tag');
    const subject = await this.#subjectOf(asked.digest, signal);
    const answer = await this.endpoint.delete(`manifests/${digest}`, { signal, accept: [200, 202, 204, 404] });
    await answer.discard();
    if (subject !== undefined) await this.referrers.remove(subject, asked.digest, signal);
    return answer.status !== 404;
  }

  /** The subject of a manifest, if this client keeps the subject's list of referrers. */
  async #subjectOf(digest: Digest, signal: AbortSignal | undefined): Promise<Digest | undefined> {
    if (this.referrers.isServed === true) return undefined;
    const subject = (await this.#find(digest, { signal }))?.manifest?.subject?.digest;
    return subject === undefined || (await this.referrers.areServed(subject, signal)) ? undefined : subject;
  }

  async #find(reference: string, options: ReadManifestOptions): Promise<ManifestAnswer | undefined> {
    return this.read(reference, options).catch((error: unknown) => {
      if (isResponseError(error, 404)) return undefined;
      throw error;
    });
  }

  /** Requests any media type if the registry refuses the list of types. */
  async #get(reference: string, accept: string, signal: AbortSignal | undefined): Promise<Answer> {
    const answer = await this.#request('GET', reference, [200, 406], accept, signal);
    if (answer.status !== 406) return answer;
    await answer.discard();
    return this.#request('GET', reference, [200], '*/*', signal);
  }

  #request(
    method: 'GET' | 'HEAD',
    reference: string,
    statuses: readonly number[],
    accept: string,
    signal: AbortSignal | undefined,
  ): Promise<Answer> {
    return this.endpoint.pull(`manifests/${reference}`, { method, headers: { accept }, accept: statuses, signal });
  }
}

/** The descriptor in a response to HEAD; undefined if the type, the size or the digest is missing (HEAD-02, HEAD-03). */
function describedBy(answer: Answer, asked: Reference): Descriptor | undefined {
  if (asked.kind === 'digest') checkDigestField(answer, asked.digest);
  const mediaType = withoutParameters(answer.headers.get('content-type') ?? undefined);
  const digest = asked.kind === 'digest' ? asked.digest : digestField(answer);
  const size = answer.contentLength;
  return digest === undefined || size === undefined || mediaType === '' ? undefined : { mediaType, digest, size };
}

/** Adds the type of the descriptor, which may be any, unless it does not fit into a header field. */
function acceptHeader(expected: string | undefined): string {
  const isOther =
    expected !== undefined && /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/.test(expected) && !isManifestType(expected);
  return isOther ? `${acceptedManifests}, ${expected}` : acceptedManifests;
}
