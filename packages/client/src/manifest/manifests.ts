import {
  checkOptions,
  type Descriptor,
  type Digest,
  type Manifest,
  type OptionRules,
  parseReference,
  type Reference,
  withoutParameters,
} from '@lading/core';
import { type CallOptions, callRules, checkCall } from '../call/call-options.js';
import { checkManifest } from '../call/check-content.js';
import { DigestMismatchError } from '../error/digest-mismatch-error.js';
import { isResponseError } from '../error/response-error.js';
import type { Answer } from '../http/answer.js';
import type { Referrers } from '../referrer/referrers.js';
import type { RepositoryEndpoint } from '../repository/repository-endpoint.js';
import { checkDigestField, digestField, verifiedDigest } from './content-digest.js';
import { acceptedManifests, isManifestType, readManifest } from './manifest-media-types.js';
import { type ManifestContent, type PushManifestOptions, pushManifest, pushManifestRules } from './push-manifest.js';

export interface ReadManifestOptions extends CallOptions {
  /** What is expected of it, where a descriptor led here: its type then counts, if the digest is right (image-spec "Media type conflicts"). */
  readonly expected?: Pick<Descriptor, 'mediaType' | 'size'> | undefined;
}

const readRules = { ...callRules, expected: 'object?' } as const satisfies OptionRules<ReadManifestOptions>;

/** A manifest as the registry has it, verified. */
export interface ManifestAnswer {
  readonly descriptor: Descriptor;
  /** The exact bytes, which the digest is of. */
  readonly bytes: Uint8Array;
  /** What they say; undefined for a type that is not understood here and only passed on. */
  readonly manifest: Manifest | undefined;
}

/** The manifests of one repository. */
export class Manifests {
  constructor(
    private readonly endpoint: RepositoryEndpoint,
    private readonly referrers: Referrers,
  ) {}

  /** What a tag points to, or whether a digest is there. Where the registry says too little, the manifest is read (HEAD-01 to HEAD-05). */
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
   * @throws ResponseError with status 404 if it is not there; DigestMismatchError; ClientError `protocol`
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
   * Pushes a manifest, under its digest or under tags, and lists it with its subject where the registry does not do that
   * itself (MAN-01 to MAN-10, SUBJ-02 to SUBJ-08, TAGP-01 to TAGP-05).
   * @throws ResponseError, such as with the code `MANIFEST_BLOB_UNKNOWN`; RegistryError `MANIFEST_INVALID` before anything is sent
   */
  async push(content: ManifestContent, options: PushManifestOptions = {}): Promise<Descriptor> {
    checkOptions('manifests.push', options, pushManifestRules);
    checkManifest('manifests.push', content);
    return pushManifest(this.endpoint, this.referrers, content, options);
  }

  /**
   * Deletes a manifest with all tags that point to it, and takes it off the list of its subject where that is the client's
   * task. Whether it was there (DEL-05, DEL-06, DEL-09).
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

  /** Only asked for where the list of a subject may have to be kept by us. */
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

  /** Asks for any media type if the registry accepts none of our list. */
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

/** What HEAD tells, if it tells all: type, size and digest (HEAD-02, HEAD-03). */
function describedBy(answer: Answer, asked: Reference): Descriptor | undefined {
  if (asked.kind === 'digest') checkDigestField(answer, asked.digest);
  const mediaType = withoutParameters(answer.headers.get('content-type') ?? undefined);
  const digest = asked.kind === 'digest' ? asked.digest : digestField(answer);
  const size = answer.contentLength;
  return digest === undefined || size === undefined || mediaType === '' ? undefined : { mediaType, digest, size };
}

/** What a descriptor leads to may be of any type; one that no header field can carry is left out. */
function acceptHeader(expected: string | undefined): string {
  const isOther =
    expected !== undefined && /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/.test(expected) && !isManifestType(expected);
  return isOther ? `${acceptedManifests}, ${expected}` : acceptedManifests;
}
