import { isRegistryError, type Manifest, mediaTypes, parseManifest, withoutParameters } from '@lading/core';
import type { Answer } from '../http/answer.js';

/** The manifests that this client understands. Schema 1 is not one of them. */
const understood = [
  mediaTypes.imageManifest,
  mediaTypes.imageIndex,
  mediaTypes.dockerManifest,
  mediaTypes.dockerManifestList,
  mediaTypes.artifactManifest,
] as const;

const understoodTypes: ReadonlySet<string> = new Set(understood);
const indexTypes: ReadonlySet<string> = new Set([mediaTypes.imageIndex, mediaTypes.dockerManifestList]);
const saysNothing: ReadonlySet<string> = new Set(['', 'application/json', mediaTypes.octetStream, 'text/plain']);

/** The value of `Accept`, in one line and without parameters, which some registries refuse. */
export const acceptedManifests: string = understood.join(', ');

/** Whether content of this type is a manifest, so that its path begins with `/manifests/`. */
export function isManifestType(mediaType: string): boolean {
  return understoodTypes.has(mediaType);
}

/** Whether content of this type is an index: a manifest whose entries are manifests. */
export function isIndexType(mediaType: string): boolean {
  return indexTypes.has(mediaType);
}

/** A manifest that was parsed, or has a type that this client only passes on. */
export interface ReadManifest {
  readonly mediaType: string;
  readonly manifest: Manifest | undefined;
}

/**
 * Parses a manifest of a media type. Refuses a body with another `mediaType` (PULL-07, CVE-2021-41190).
 * @throws ClientError `protocol`
 */
export function readManifest(
  bytes: Uint8Array,
  contentType: string | undefined,
  answer: Pick<Answer, 'fault'>,
): ReadManifest {
  const mediaType = withoutParameters(contentType);
  if (isManifestType(mediaType) || saysNothing.has(mediaType)) return readUnderstood(bytes, mediaType, answer);
  const own = ownMediaType(bytes);
  if (own !== undefined && own !== mediaType)
    throw answer.fault(`the manifest has the mediaType ${own}, but the Content-Type ${mediaType}`);
  return { mediaType, manifest: undefined };
}

function readUnderstood(bytes: Uint8Array, contentType: string, answer: Pick<Answer, 'fault'>): ReadManifest {
  try {
    const manifest = parseManifest(bytes, saysNothing.has(contentType) ? undefined : contentType);
    return { mediaType: manifest.mediaType, manifest };
  } catch (error) {
    if (!isRegistryError(error, 'MANIFEST_INVALID')) throw error;
    throw answer.fault(`the manifest cannot be used: ${error.message}`, error);
  }
}

/** The `mediaType` of a JSON document; undefined if it has none. */
export function ownMediaType(bytes: Uint8Array): string | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    const own = typeof value === 'object' && value !== null ? (value as Record<string, unknown>).mediaType : undefined;
    return typeof own === 'string' && own !== '' ? own : undefined;
  } catch {
    return undefined;
  }
}
