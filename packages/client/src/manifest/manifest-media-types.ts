import { isRegistryError, type Manifest, mediaTypes, parseManifest, withoutParameters } from '@lading/core';
import type { Answer } from '../http/answer.js';

/** The manifests that are understood here; schema 1 is not. */
const understood = [
  mediaTypes.imageManifest,
  mediaTypes.imageIndex,
  mediaTypes.dockerManifest,
  mediaTypes.dockerManifestList,
  mediaTypes.artifactManifest,
] as const;

const understoodTypes: ReadonlySet<string> = new Set(understood);
const saysNothing: ReadonlySet<string> = new Set(['', 'application/json', mediaTypes.octetStream, 'text/plain']);

/** The value of `Accept`, in one line and without parameters: some registries choke on those. */
export const acceptedManifests: string = understood.join(', ');

/** Whether content of this type is a manifest for this client, so that it lies under `/manifests/`. */
export function isManifestType(mediaType: string): boolean {
  return understoodTypes.has(mediaType);
}

/** What a manifest is: understood, or of a type that is only passed on. */
export interface ReadManifest {
  readonly mediaType: string;
  readonly manifest: Manifest | undefined;
}

/**
 * Reads a manifest with the type that it came with. A body that says it is another type is refused (PULL-07, CVE-2021-41190).
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
    throw answer.fault(`the manifest is ${own} by its mediaType and ${mediaType} by its Content-Type`);
  return { mediaType, manifest: undefined };
}

function readUnderstood(bytes: Uint8Array, contentType: string, answer: Pick<Answer, 'fault'>): ReadManifest {
  try {
    const manifest = parseManifest(bytes, saysNothing.has(contentType) ? undefined : contentType);
    return { mediaType: manifest.mediaType, manifest };
  } catch (error) {
    if (!isRegistryError(error, 'MANIFEST_INVALID')) throw error;
    throw answer.fault(`the manifest can not be used: ${error.message}`, error);
  }
}

/** The `mediaType` of any JSON, undefined if it has none. */
export function ownMediaType(bytes: Uint8Array): string | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    const own = typeof value === 'object' && value !== null ? (value as Record<string, unknown>).mediaType : undefined;
    return typeof own === 'string' && own !== '' ? own : undefined;
  } catch {
    return undefined;
  }
}
