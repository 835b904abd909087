import type { Descriptor, Platform } from '../descriptor/descriptor.js';
import { type Digest, isDigest } from '../digest/digest.js';
import type { Steps } from '../json/steps.js';
import { JsonObject, knownNames } from './json-object.js';

const descriptorNames = knownNames(
  'mediaType',
  'digest',
  'size',
  'urls',
  'annotations',
  'data',
  'artifactType',
  'platform',
);

/** Descriptors of one step. */
export const stepDescriptors = 256;

const platformNames = knownNames('architecture', 'os', 'os.version', 'os.features', 'variant', 'features');

/**
 * The descriptor in a field; undefined if the field is absent.
 * @throws RegistryError `MANIFEST_INVALID`
 */
export function* descriptorIn(body: JsonObject, name: string): Steps<Descriptor | undefined> {
  const object = yield* body.object(name, descriptorNames);
  return object === undefined ? undefined : yield* readDescriptor(object);
}

/**
 * The descriptors in the array of a field; undefined if the field is absent.
 * @throws RegistryError `MANIFEST_INVALID`
 */
export function* descriptorsIn(body: JsonObject, name: string): Steps<readonly Descriptor[] | undefined> {
  const objects = yield* body.objects(name, descriptorNames);
  if (objects === undefined) return undefined;
  const descriptors: Descriptor[] = [];
  for (const object of objects) {
    descriptors.push(yield* readDescriptor(yield* object));
    if (descriptors.length % stepDescriptors === 0) yield;
  }
  return descriptors;
}

/**
 * Reads the fields that the image-spec defines. `urls` are never fetched, and `data` is not compared with the digest: a
 * caller that uses `data` has to do that.
 */
function* readDescriptor(object: JsonObject): Steps<Descriptor> {
  return withoutAbsent<Descriptor>({
    mediaType: object.mediaType('mediaType') ?? object.refuse('mediaType', 'is missing or empty'),
    digest: parseDigestField(object),
    size: parseSize(object),
    urls: yield* object.strings('urls'),
    annotations: yield* object.annotations(),
    data: object.base64('data'),
    artifactType: object.mediaType('artifactType'),
    platform: yield* readPlatform(object),
  });
}

function parseDigestField(object: JsonObject): Digest {
  const digest = object.string('digest') ?? object.refuse('digest', 'is missing');
  return isDigest(digest) ? digest : object.refuse('digest', 'is not a digest');
}

/** JavaScript rounds integers above 2^53, so a larger size would be stored wrongly. */
function parseSize(object: JsonObject): number {
  const size = object.integer('size') ?? object.refuse('size', 'is missing');
  if (Number.isSafeInteger(size) && size >= 0) return size;
  return object.refuse('size', `is not a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`);
}

/** A platform without an architecture or an operating system matches nothing, and is left out. */
function* readPlatform(descriptor: JsonObject): Steps<Platform | undefined> {
  const object = yield* descriptor.object('platform', platformNames);
  if (object === undefined) return undefined;
  // Docker's lists have them; they are not used here.
  yield* object.strings('features');
  const { architecture, os, ...others } = {
    architecture: object.string('architecture'),
    os: object.string('os'),
    'os.version': object.string('os.version'),
    'os.features': yield* object.strings('os.features'),
    variant: object.string('variant'),
  };
  return architecture && os ? withoutAbsent<Platform>({ architecture, os, ...others }) : undefined;
}

function withoutAbsent<Fields extends object>(fields: { [Name in keyof Fields]-?: Fields[Name] | undefined }): Fields {
  const present: Partial<Fields> = {};
  for (const name in fields) if (fields[name] !== undefined) present[name] = fields[name];
  return present as Fields;
}
