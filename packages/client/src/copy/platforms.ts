import { type Descriptor, digestOf, type Manifest, mediaTypes } from '@lading/core';
import { ClientError } from '../error/client-error.js';
import type { ManifestAnswer } from '../manifest/manifest-answer.js';
import { readManifest } from '../manifest/manifest-media-types.js';

/** BuildKit's annotation on a manifest that attests another manifest of the same index. */
const attested = 'vnd.docker.reference.digest';

/** Whether a descriptor is for a platform such as `linux/arm64/v8` or `linux/arm`, which is any variant of it. */
export function isForPlatform({ platform }: Descriptor, wanted: string): boolean {
  if (platform === undefined) return false;
  const [os, architecture, variant] = wanted.split('/');
  return (
    platform.os === os &&
    platform.architecture === architecture &&
    (variant === undefined || platform.variant === variant)
  );
}

/**
 * The first entry of an index for each platform, and the attestations of these entries (image-spec "Image Index").
 * @throws ClientError `not-found`
 */
export function entriesForPlatforms(index: Manifest, platforms: readonly string[]): readonly Descriptor[] {
  const chosen = platforms.map((platform) => {
    const entry = index.children.find((child) => isForPlatform(child, platform));
    if (entry === undefined)
      throw new ClientError('not-found', `the index has no entry for ${platform}: ${listed(index)}`);
    return entry;
  });
  const digests = new Set<string>(chosen.map(({ digest }) => digest));
  const attesting = index.children.filter(({ annotations }) => digests.has(annotations?.[attested] ?? ''));
  return [...new Set([...chosen, ...attesting])];
}

/** The platform of an entry, such as `linux/arm64/v8`; undefined without one, as for attestations. */
export function platformOf({ platform }: Descriptor): string | undefined {
  if (platform === undefined || platform.os === 'unknown') return undefined;
  const { os, architecture, variant } = platform;
  return [os, architecture, ...(variant === undefined ? [] : [variant])].join('/');
}

function listed({ children }: Manifest): string {
  const names = new Set(children.flatMap((child) => platformOf(child) ?? []));
  return names.size === 0 ? 'its entries name no platforms' : `it has ${[...names].join(', ')}`;
}

/** The same index with only these entries, unchanged. A registry refuses an index with entries that it does not have. */
export function indexOf(index: ManifestAnswer, entries: readonly Descriptor[]): ManifestAnswer {
  const body = JSON.parse(new TextDecoder().decode(index.bytes)) as { manifests: readonly { digest: string }[] };
  const kept = new Set<string>(entries.map(({ digest }) => digest));
  const bytes = new TextEncoder().encode(
    JSON.stringify({ ...body, manifests: body.manifests.filter(({ digest }) => kept.has(digest)) }),
  );
  const { mediaType } = index.descriptor;
  const fault = (message: string) => new ClientError('content', message);
  const { manifest } = readManifest(bytes, mediaType ?? mediaTypes.imageIndex, { fault });
  return { bytes, manifest, descriptor: { mediaType, digest: digestOf(bytes), size: bytes.byteLength } };
}
