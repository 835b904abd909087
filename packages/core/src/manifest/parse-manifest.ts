import { isUtf8 } from 'node:buffer';
import type { Descriptor } from '../descriptor/descriptor.js';
import type { Digest } from '../digest/digest.js';
import { requireBytes } from '../error/arguments.js';
import { RegistryError } from '../error/registry-error.js';
import { scanJson } from '../json/scan-json.js';
import { runAtOnce, runInSlices, type Steps } from '../json/steps.js';
import { isNondistributable } from '../media-type/media-types.js';
import { JsonObject, knownNames } from './json-object.js';
import type { Manifest } from './manifest.js';
import { manifestKind } from './manifest-kind.js';
import { descriptorIn, descriptorsIn, stepDescriptors } from './parse-descriptor.js';

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

export interface ParseManifestOptions {
  /** Accepts a digest that is listed with several sizes, for manifests from another registry. Keeps one descriptor for each. */
  readonly allowOtherSizes?: boolean;
}

/** The fields that depend on the kind of manifest. */
type Content = Pick<Manifest, 'artifactType' | 'blobs' | 'children'>;

const contents: Readonly<
  Record<Manifest['kind'], (body: JsonObject, options: ParseManifestOptions) => Steps<Content>>
> = {
  image: readImage,
  index: readIndex,
  artifact: readArtifact,
};

/**
 * Parses the parts of a manifest that a registry needs. It refuses a manifest that two readers could understand differently
 * and values that Go's JSON decoder refuses, and ignores unknown fields (MAN-16). 4 MiB of descriptors take about 50 ms, in
 * which nothing else runs; see `parseLargeManifest`.
 * @throws RegistryError `MANIFEST_INVALID` with the path of the wrong field, such as `layers[3].size`
 * @throws TypeError if `bytes` is not a Uint8Array
 */
export function parseManifest(bytes: Uint8Array, contentType?: string, options: ParseManifestOptions = {}): Manifest {
  return runAtOnce(readManifest(bytes, contentType, options));
}

/**
 * Does the same as `parseManifest`, in slices of a few milliseconds. The event loop runs other work in between.
 * @throws RegistryError `MANIFEST_INVALID`
 */
export function parseLargeManifest(
  bytes: Uint8Array,
  contentType?: string,
  { signal, ...options }: ParseManifestOptions & { readonly signal?: AbortSignal } = {},
): Promise<Manifest> {
  return runInSlices(readManifest(bytes, contentType, options), signal);
}

function* readManifest(
  bytes: Uint8Array,
  contentType: string | undefined,
  options: ParseManifestOptions,
): Steps<Manifest> {
  const document = yield* scanJson(decodeUtf8(bytes));
  const body = yield* JsonObject.read(document, 0, '', manifestNames);
  const { mediaType, kind } = manifestKind(body, contentType);
  const version = body.integer('schemaVersion');
  if (version !== 2 && !(kind === 'artifact' && version === undefined)) body.refuse('schemaVersion', 'is not 2');
  const content = yield* contents[kind](body, options);
  const annotations = yield* body.annotations();
  const subject = yield* descriptorIn(body, 'subject');
  const annotationsJson = subject && (yield* body.annotationsJson());
  return {
    mediaType,
    kind,
    ...content,
    annotations,
    ...(annotationsJson !== undefined && { annotationsJson }),
    subject,
  };
}

function decodeUtf8(bytes: Uint8Array): string {
  requireBytes(bytes, 'the bytes of a manifest');
  if (!isUtf8(bytes)) throw new RegistryError('MANIFEST_INVALID', 'the manifest is not UTF-8');
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
}

/**
 * The image-spec requires an `artifactType` if the config has the empty type. Registries accept manifests without it, so
 * this one does too, and lists such an artifact with the empty type (RFR-07).
 */
function* readImage(body: JsonObject, options: ParseManifestOptions): Steps<Content> {
  refuseFields(body, 'manifests');
  const config = (yield* descriptorIn(body, 'config')) ?? body.refuse('config', 'is missing');
  const layers = (yield* descriptorsIn(body, 'layers')) ?? body.refuse('layers', 'is missing');
  return {
    artifactType: body.mediaType('artifactType') ?? config.mediaType,
    blobs: yield* distinct([config, ...layers], options),
    children: [],
  };
}

function* readIndex(body: JsonObject, options: ParseManifestOptions): Steps<Content> {
  refuseFields(body, 'config', 'layers');
  const manifests = (yield* descriptorsIn(body, 'manifests')) ?? body.refuse('manifests', 'is missing');
  return { artifactType: body.mediaType('artifactType'), blobs: [], children: yield* distinct(manifests, options) };
}

function* readArtifact(body: JsonObject, options: ParseManifestOptions): Steps<Content> {
  refuseFields(body, 'config', 'layers', 'manifests');
  const artifactType = body.mediaType('artifactType') ?? body.refuse('artifactType', 'is missing or empty');
  const blobs = (yield* descriptorsIn(body, 'blobs')) ?? [];
  return { artifactType, blobs: yield* distinct(blobs, options), children: [] };
}

/** A manifest with the lists of two kinds is one thing to one reader and another to the next (CVE-2021-41190). */
function refuseFields(body: JsonObject, ...names: readonly string[]): void {
  for (const name of names) if (body.has(name)) body.refuse(name, 'does not belong into a manifest of this media type');
}

/** Keeps each digest once. If a digest has several media types, a distributable one wins, so that the blob is required. */
function* distinct(
  descriptors: readonly Descriptor[],
  { allowOtherSizes = false }: ParseManifestOptions,
): Steps<readonly Descriptor[]> {
  const byDigest = new Map<Digest, Descriptor>();
  const otherSizes: Descriptor[] = [];
  for (const [index, descriptor] of descriptors.entries()) {
    if (index % stepDescriptors === 0) yield;
    const earlier = byDigest.get(descriptor.digest);
    if (earlier !== undefined && earlier.size !== descriptor.size) {
      if (!allowOtherSizes) throw refuseSizes(descriptor.digest);
      otherSizes.push(descriptor);
    } else if (earlier === undefined || isNondistributable(earlier.mediaType))
      byDigest.set(descriptor.digest, descriptor);
  }
  return [...byDigest.values(), ...otherSizes];
}

function refuseSizes(digest: Digest): RegistryError {
  return new RegistryError('MANIFEST_INVALID', 'the manifest gives two sizes for the same digest', {
    detail: { digest },
  });
}
