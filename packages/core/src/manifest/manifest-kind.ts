import { quoted } from '../error/quoted.js';
import { RegistryError } from '../error/registry-error.js';
import { mediaTypes, withoutParameters } from '../media-type/media-types.js';
import type { JsonObject } from './json-object.js';
import type { Manifest } from './manifest.js';

/** What a manifest is: the type that it is stored under, and which fields that type has. */
export type ManifestKind = Pick<Manifest, 'mediaType' | 'kind'>;

const kinds: ReadonlyMap<string, Manifest['kind']> = new Map([
  [mediaTypes.imageManifest, 'image'],
  [mediaTypes.dockerManifest, 'image'],
  [mediaTypes.imageIndex, 'index'],
  [mediaTypes.dockerManifestList, 'index'],
  [mediaTypes.artifactManifest, 'artifact'],
]);

const schema1: ReadonlySet<string> = new Set([
  mediaTypes.dockerManifestSchema1,
  mediaTypes.dockerManifestSchema1Signed,
]);

/** Values of `Content-Type` that say nothing about the body. Some clients send one of them for every manifest. */
const saysNothing: ReadonlySet<string> = new Set(['', 'application/json', mediaTypes.octetStream]);

/**
 * Finds the kind of a manifest by its `Content-Type`, else by its own `mediaType`, else by its fields (MAN-03, MAN-04).
 * @throws RegistryError `MANIFEST_INVALID` if they disagree, or for a type that is not known here
 */
export function manifestKind(body: JsonObject, contentType: string | undefined): ManifestKind {
  if (body.integer('schemaVersion') === 1) throw refuseSchema1();
  const header = withoutParameters(contentType);
  const own = body.mediaType('mediaType');
  if (saysNothing.has(header)) return knownKind(own ?? kindByFields(body));
  if (own !== undefined && own !== header)
    body.refuse('mediaType', 'is not the Content-Type that the manifest came with');
  return knownKind(header);
}

function knownKind(mediaType: string): ManifestKind {
  const kind = kinds.get(mediaType);
  if (kind !== undefined) return { mediaType, kind };
  if (schema1.has(mediaType)) throw refuseSchema1();
  throw new RegistryError('MANIFEST_INVALID', `manifests of this media type are not accepted: ${quoted(mediaType)}`, {
    detail: { mediaType: mediaType.slice(0, 255), accepted: [...kinds.keys()] },
  });
}

function kindByFields(body: JsonObject): string {
  if (body.has('manifests')) return mediaTypes.imageIndex;
  if (body.has('config') && body.has('layers')) return mediaTypes.imageManifest;
  throw new RegistryError('MANIFEST_INVALID', 'neither Content-Type nor mediaType says what kind of manifest this is');
}

function refuseSchema1(): RegistryError {
  return new RegistryError('MANIFEST_INVALID', 'manifests of schema 1 are not accepted; convert the image to OCI');
}
