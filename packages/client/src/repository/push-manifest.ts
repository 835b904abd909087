import {
  type Descriptor,
  type Digest,
  type DigestAlgorithm,
  digestAlgorithms,
  digestOf,
  matchesDigest,
  type OptionRules,
  parseManifest,
  parseTag,
  RegistryError,
  type Tag,
} from '@lading/core';
import { type CallOptions, callRules } from '../call/call-options.js';
import { wrongContent } from '../call/wrong-content.js';
import type { Answer } from '../http/answer.js';
import { checkDigestField } from '../http/content-digest.js';
import { bodyOf } from '../http/request-body.js';
import { isManifestType, ownMediaType } from '../manifest/manifest-media-types.js';
import type { Referrers } from '../referrer/referrers.js';
import type { RepositoryEndpoint } from '../transport/repository-endpoint.js';

/** The exact bytes of a manifest, or an object that becomes JSON. */
export type ManifestContent =
  | Uint8Array
  | { readonly schemaVersion: number; readonly mediaType?: string; readonly [field: string]: unknown };

/** @throws TypeError if this value is not a manifest, neither as bytes nor as an object */
export function checkManifest(call: string, manifest: ManifestContent): void {
  if (typeof manifest === 'object' && manifest !== null && !Array.isArray(manifest)) return;
  throw wrongContent(call, 'a Uint8Array or an object', manifest);
}

export interface PushManifestOptions extends CallOptions {
  /** The manifest's own `mediaType` if absent. */
  readonly mediaType?: string | undefined;
  /** If there are none, the manifest is pushed by its digest. */
  readonly tags?: readonly string[] | undefined;
  /** The digest that it must have, of sha256 or sha512. */
  readonly digest?: Digest | undefined;
  /** The algorithm of the digest, if none is given. */
  readonly algorithm?: DigestAlgorithm | undefined;
}

export const pushManifestRules = {
  ...callRules,
  mediaType: 'non-empty string?',
  tags: 'array?',
  digest: 'string?',
  algorithm: [...digestAlgorithms, undefined],
} as const satisfies OptionRules<PushManifestOptions>;

interface Prepared {
  readonly bytes: Uint8Array;
  readonly descriptor: Descriptor;
  readonly tags: readonly Tag[];
}

const pushed = [200, 201, 202, 204];
/** Statuses for too many tags in one request, and of registries without this feature (TAGP-03, TAGP-05). */
const withoutTags = [400, 404, 414, 431];

/** Pushes a manifest, and adds it to the list of its subject if the registry does not. */
export async function pushManifest(
  endpoint: RepositoryEndpoint,
  referrers: Referrers,
  content: ManifestContent,
  options: PushManifestOptions,
): Promise<Descriptor> {
  const prepared = prepare(content, options);
  const manifest = isManifestType(prepared.descriptor.mediaType)
    ? parseManifest(prepared.bytes, prepared.descriptor.mediaType)
    : undefined;
  await put(endpoint, prepared, options.signal);
  if (manifest?.subject !== undefined)
    await referrers.add(manifest.subject.digest, manifest, prepared.descriptor, options.signal);
  return prepared.descriptor;
}

function prepare(content: ManifestContent, options: PushManifestOptions): Prepared {
  const bytes = content instanceof Uint8Array ? content : new TextEncoder().encode(JSON.stringify(content));
  const mediaType = options.mediaType ?? ownMediaType(bytes);
  if (mediaType === undefined)
    throw new RegistryError('MANIFEST_INVALID', 'the manifest has no mediaType, and the option is absent');
  if (options.digest !== undefined && !matchesDigest(bytes, options.digest))
    throw new RegistryError('DIGEST_INVALID', 'the manifest does not have this digest', {
      detail: { digest: options.digest },
    });
  const digest = options.digest ?? digestOf(bytes, options.algorithm);
  const tags = [...new Set(options.tags ?? [])].map(parseTag);
  return { bytes, descriptor: { mediaType, digest, size: bytes.byteLength }, tags };
}

/** Sends one request with all tags, and one more for each tag that the registry did not accept (TAGP-05). */
async function put(endpoint: RepositoryEndpoint, prepared: Prepared, signal: AbortSignal | undefined): Promise<void> {
  const { descriptor, tags } = prepared;
  const isPlain = tags.length <= 1 && (tags.length === 0 || descriptor.digest.startsWith('sha256:'));
  if (isPlain) return void (await putOne(endpoint, prepared, tags[0] ?? descriptor.digest, [], pushed, signal));
  const first = await putOne(endpoint, prepared, descriptor.digest, tags, [...pushed, ...withoutTags], signal);
  const isPushed = pushed.includes(first.status);
  const accepted = new Set(isPushed ? (first.headers.get('oci-tag') ?? '').split(',').map((tag) => tag.trim()) : []);
  if (!isPushed) await putOne(endpoint, prepared, descriptor.digest, [], pushed, signal);
  for (const tag of tags) if (!accepted.has(tag)) await putOne(endpoint, prepared, tag, [], pushed, signal);
}

async function putOne(
  endpoint: RepositoryEndpoint,
  { bytes, descriptor }: Prepared,
  reference: string,
  tags: readonly Tag[],
  accept: readonly number[],
  signal: AbortSignal | undefined,
): Promise<Answer> {
  const url = endpoint.url(`manifests/${reference}`);
  for (const tag of tags) url.searchParams.append('tag', tag);
  const headers = { 'content-type': descriptor.mediaType };
  const answer = await endpoint.send(
    url,
    { method: 'PUT', headers, body: bodyOf(bytes), accept, signal },
    endpoint.pushScopes,
  );
  await answer.discard();
  if (pushed.includes(answer.status)) checkDigestField(answer, descriptor.digest);
  return answer;
}
