import type { Descriptor, Platform } from '../descriptor/descriptor.js';
import { type Digest, isDigest } from '../digest/digest.js';
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

const platformNames = knownNames('architecture', 'os', 'os.version', 'os.features', 'variant', 'features');

/**
 * Reads a descriptor that stands at `path` of a manifest: a copy with the fields that the image-spec names. `urls` are
 * never fetched, and `data` is kept as it is: who reads the content checks it against the digest.
 * @throws RegistryError `MANIFEST_INVALID`
 */
export function parseDescriptor(value: unknown, path: string): Descriptor {
  const object = JsonObject.read(value, path, descriptorNames);
  return withoutAbsent<Descriptor>({
    mediaType: object.mediaType('mediaType') ?? object.refuse('mediaType', 'is missing'),
    digest: parseDigestField(object),
    size: parseSize(object),
    urls: object.texts('urls'),
    annotations: object.annotations(),
    data: object.text('data'),
    artifactType: object.mediaType('artifactType'),
    platform: parsePlatform(object),
  });
}

function parseDigestField(object: JsonObject): Digest {
  const digest = object.text('digest') ?? object.refuse('digest', 'is missing');
  return isDigest(digest) ? digest : object.refuse('digest', 'is not a digest');
}

/** Beyond 2^53 JavaScript rounds, and the size stored would not be the size that was said. */
function parseSize(object: JsonObject): number {
  const size = object.value('size') ?? object.refuse('size', 'is missing');
  if (typeof size === 'number' && Number.isSafeInteger(size) && size >= 0) return size;
  return object.refuse('size', `is not a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`);
}

/** Without an architecture and an operating system a platform matches nothing, and is left out. */
function parsePlatform(descriptor: JsonObject): Platform | undefined {
  const value = descriptor.value('platform');
  if (value === undefined) return undefined;
  const object = JsonObject.read(value, descriptor.pathOf('platform'), platformNames);
  const { architecture, os, ...others } = {
    architecture: object.text('architecture'),
    os: object.text('os'),
    'os.version': object.text('os.version'),
    'os.features': object.texts('os.features'),
    variant: object.text('variant'),
  };
  return architecture && os ? withoutAbsent<Platform>({ architecture, os, ...others }) : undefined;
}

function withoutAbsent<Fields extends object>(fields: { [Name in keyof Fields]-?: Fields[Name] | undefined }): Fields {
  const present: Partial<Fields> = {};
  for (const name in fields) if (fields[name] !== undefined) present[name] = fields[name];
  return present as Fields;
}
