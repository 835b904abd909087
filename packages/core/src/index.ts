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
export type { RegistryErrorReason } from './error/registry-error-reason.js';
export { type StorageFailure, unavailableStorage } from './error/unavailable-storage.js';
export type { Manifest, PushedManifest } from './manifest/manifest.js';
export {
  findMissingReferences,
  type MissingReferences,
  requireReferences,
  type StoredSizes,
} from './manifest/missing-references.js';
export { type ParseManifestOptions, parseLargeManifest, parseManifest } from './manifest/parse-manifest.js';
export {
  annotationsJsonOf,
  type ReferrerEntry,
  type ReferrerFields,
  referrerEntry,
  referrerEntryOf,
} from './manifest/referrer-entry.js';
export { isNondistributable, mediaTypes, withoutParameters } from './media-type/media-types.js';
export { parseReference, type Reference } from './name/reference.js';
export { parseRepositoryName, type RepositoryName, repositoryNameLength } from './name/repository-name.js';
export { matchesPattern, parseRepositoryPattern, type RepositoryPattern } from './name/repository-pattern.js';
export { isTag, parseTag, type Tag } from './name/tag.js';
export type { OperationContext } from './operation/operation-context.js';
export { checkMethods, type MethodRules, methodsOf } from './options/check-methods.js';
export { checkOptions, type OptionRules } from './options/check-options.js';
export { nearestName } from './options/nearest-name.js';
export type { OptionKind } from './options/option-kind.js';
export * from './ports/access/access-control.js';
export * from './ports/access/access-scope.js';
export * from './ports/access/authenticator.js';
export * from './ports/access/authorizer.js';
export * from './ports/access/challenge.js';
export {
  type Actor,
  type AnonymousIdentity,
  actorOf,
  anonymous,
  type Identity,
  type NamedIdentity,
} from './ports/access/identity.js';
export * from './ports/access/refusal.js';
export * from './ports/access/repository-filter.js';
export * from './ports/access/request-client.js';
export * from './ports/access-store/access-records.js';
export * from './ports/access-store/access-rule.js';
export * from './ports/access-store/access-state.js';
export * from './ports/access-store/access-store.js';
export * from './ports/access-store/access-store-error.js';
export * from './ports/access-store/audit-log.js';
export * from './ports/access-store/device-requests.js';
export * from './ports/access-store/exchanged-secrets.js';
export * from './ports/access-store/records.js';
export * from './ports/access-store/sessions.js';
export * from './ports/access-store/sign-in-failures.js';
export * from './ports/access-store/signing-keys.js';
export * from './ports/access-store/single-uses.js';
export * from './ports/access-store/trust-rule.js';
export * from './ports/blob-store.js';
export { decorate } from './ports/decorate.js';
export * from './ports/metadata/blobs.js';
export * from './ports/metadata/change-check.js';
export * from './ports/metadata/changes.js';
export * from './ports/metadata/collection.js';
export * from './ports/metadata/manifest-record.js';
export * from './ports/metadata/manifests.js';
export * from './ports/metadata/metadata-store.js';
export * from './ports/metadata/referrers.js';
export * from './ports/metadata/registry-record.js';
export * from './ports/metadata/repositories.js';
export * from './ports/metadata/tag-requirements.js';
export * from './ports/metadata/tags.js';
export * from './ports/metadata/tasks.js';
export * from './ports/metadata/uploads.js';
export * from './ports/page.js';
export * from './ports/registry-hook.js';
export * from './ports/tag-condition.js';
export { type ByteRange, lengthOf, maximumRanges, parseRanges, type RequestedRanges } from './range/byte-range.js';
export { formatUploadRange, parseContentRange } from './range/content-range.js';
export {
  describeSetting,
  pickSettings,
  resolveSettings,
  settingNameRules,
  settingRules,
  unlimited,
} from './settings/resolve-settings.js';
export {
  type LimitSetting,
  limitSetting,
  type NumberSetting,
  numberSetting,
  type Setting,
  type SettingDefinitions,
  type SettingsInput,
  type SettingsOf,
  type TruthSetting,
  truthSetting,
} from './settings/setting.js';
export type { Task } from './task/task.js';
