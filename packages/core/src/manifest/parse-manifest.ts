import type { Descriptor } from '../descriptor/descriptor.js';
import type { Digest } from '../digest/digest.js';
import { RegistryError } from '../error/registry-error.js';
import { isNondistributable } from '../media-type/media-types.js';
import { JsonObject, knownNames } from './json-object.js';
import type { Manifest } from './manifest.js';
import { manifestKind } from './manifest-kind.js';
import { parseDescriptor } from './parse-descriptor.js';
import { readStrictJson } from './strict-json.js';

const manifestNames = knownNames(
  'schemaVersion',
  'mediaType',
  'artifactType',
  'config',
  'layers',
  'manifests',
  'blobs',
  'subject',
  'annotations',
);

/** What differs from one kind of manifest to the other. */
type Content = Pick<Manifest, 'artifactType' | 'blobs' | 'children'>;

const contents: Readonly<Record<Manifest['kind'], (body: JsonObject) => Content>> = {
  image: readImage,
  index: readIndex,
  artifact: readArtifact,
};

/**
 * Reads what a registry must know of a manifest that was pushed with this `Content-Type`. It refuses what two readers could
 * understand differently, and passes over every field that it does not know (MAN-16; ambiguities C2 to C7).
 * @throws RegistryError `MANIFEST_INVALID` with the path of the fault, such as `layers[3].size`
 */
export function parseManifest(bytes: Uint8Array, contentType: string | undefined): Manifest {
  const body = JsonObject.read(readStrictJson(bytes), '', manifestNames);
  const { mediaType, kind } = manifestKind(body, contentType);
  const version = body.value('schemaVersion');
  if (version !== 2 && !(kind === 'artifact' && version === undefined)) body.refuse('schemaVersion', 'is not 2');
  return {
    mediaType,
    kind,
    ...contents[kind](body),
    annotations: body.annotations(),
    subject: body.has('subject') ? parseDescriptor(body.value('subject'), 'subject') : undefined,
  };
}

/**
 * The image-spec wants an `artifactType` where the config is the empty one. Registries don't, and would lose artifacts that
 * others hold if they did; such an artifact is listed with the empty type (RFR-07).
 */
function readImage(body: JsonObject): Content {
  refuseFields(body, 'manifests');
  if (!body.has('config')) body.refuse('config', 'is missing');
  const config = parseDescriptor(body.value('config'), 'config');
  const layers = readDescriptors(body, 'layers');
  return {
    artifactType: body.mediaType('artifactType') ?? config.mediaType,
    blobs: distinct([config, ...layers]),
    children: [],
  };
}

function readIndex(body: JsonObject): Content {
  refuseFields(body, 'config', 'layers');
  const children = distinct(readDescriptors(body, 'manifests'));
  return { artifactType: body.mediaType('artifactType'), blobs: [], children };
}

function readArtifact(body: JsonObject): Content {
  refuseFields(body, 'config', 'layers', 'manifests');
  const artifactType = body.mediaType('artifactType') ?? body.refuse('artifactType', 'is missing');
  const blobs = body.has('blobs') ? readDescriptors(body, 'blobs') : [];
  return { artifactType, blobs: distinct(blobs), children: [] };
}

/** A manifest with the lists of two kinds is one thing to one reader and another to the next (CVE-2021-41190). */
function refuseFields(body: JsonObject, ...names: readonly string[]): void {
  for (const name of names) if (body.has(name)) body.refuse(name, 'does not belong into a manifest of this media type');
}

function readDescriptors(body: JsonObject, name: string): readonly Descriptor[] {
  const list = body.list(name) ?? body.refuse(name, 'is missing');
  return list.map((entry, index) => parseDescriptor(entry, `${name}[${index}]`));
}

/** Each digest once. One that is listed with several media types keeps a type for which the repository must have it. */
function distinct(descriptors: readonly Descriptor[]): readonly Descriptor[] {
  const byDigest = new Map<Digest, Descriptor>();
  for (const descriptor of descriptors) {
    const earlier = byDigest.get(descriptor.digest);
    if (earlier !== undefined && earlier.size !== descriptor.size) throw refuseSizes(descriptor.digest);
    if (earlier === undefined || isNondistributable(earlier.mediaType)) byDigest.set(descriptor.digest, descriptor);
  }
  return [...byDigest.values()];
}

function refuseSizes(digest: Digest): RegistryError {
  return new RegistryError('MANIFEST_INVALID', 'the manifest gives two sizes for the same digest', {
    detail: { digest },
  });
}
