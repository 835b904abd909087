export { eachUntilAborted } from './abort/each-until-aborted.js';
export { untilAborted } from './abort/until-aborted.js';
export type { Annotations, Descriptor, Platform } from './descriptor/descriptor.js';
export {
  algorithmOf,
  type Digest,
  type DigestAlgorithm,
  digestAlgorithms,
  encodedOf,
  isDigest,
  isVerifiable,
  parseDigest,
  parseDigestAlgorithm,
  parseVerifiableDigest,
} from './digest/digest.js';
export { createDigester, type Digester, digestOf, matchesDigest } from './digest/digester.js';
export {
  isRegistryError,
  type OciErrorCode,
  RegistryError,
  type RegistryErrorCode,
  type RegistryErrorEntry,
  type RegistryErrorOptions,
} from './error/registry-error.js';
export type { Manifest, PushedManifest } from './manifest/manifest.js';
export {
  findMissingReferences,
  type MissingReferences,
  requireReferences,
  type StoredSizes,
} from './manifest/missing-references.js';
export { type ParseManifestOptions, parseLargeManifest, parseManifest } from './manifest/parse-manifest.js';
export { isNondistributable, mediaTypes, withoutParameters } from './media-type/media-types.js';
export { parseReference, type Reference } from './name/reference.js';
export { parseRepositoryName, type RepositoryName, repositoryNameLength } from './name/repository-name.js';
export { isTag, parseTag, type Tag } from './name/tag.js';
export { checkOptions, type OptionRules } from './options/check-options.js';
export { nearestName } from './options/nearest-name.js';
export type { OptionKind } from './options/option-kind.js';
export * from './ports/access-controller.js';
export * from './ports/blob-store.js';
export * from './ports/metadata-store.js';
export * from './ports/page.js';
export * from './ports/registry-hook.js';
export * from './ports/tag-condition.js';
export { type ByteRange, lengthOf, maximumRanges, parseRanges, type RequestedRanges } from './range/byte-range.js';
export { formatUploadRange, parseContentRange } from './range/content-range.js';
