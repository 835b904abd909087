export { type RegistryAddress, registryAddress } from './address/registry-address.js';
export { type ArchiveTarget, type ArchiveTargetOptions, imageArchiveTarget } from './archive/archive-target.js';
export { type OpenArchive, openImageArchive } from './archive/image-archive.js';
export { type UnpackOptions, unpack } from './archive/unpack.js';
export type { FileProgress } from './artifact/artifact.js';
export { type PullArtifactOptions, pullArtifact } from './artifact/pull-artifact.js';
export { type ArtifactFile, type PushArtifactOptions, pushArtifact } from './artifact/push-artifact.js';
export type { BlobContent } from './blob/blob-content.js';
export type { Blobs, ReadBlobOptions } from './blob/blobs.js';
export type { PushBlobOptions } from './blob/push-options.js';
export type { CallOptions } from './call/call-options.js';
export { type BlobSource, fileSource, type RepeatableSource } from './content/blob-source.js';
export type { Content } from './content/content.js';
export { type CopyOptions, type CopyProgress, copy } from './copy/copy.js';
export type {
  BlobOutcome,
  ImageSource,
  ImageTarget,
  PutBlobOptions,
  ReadImageBlobOptions,
  RepositoryPlace,
} from './copy/image-location.js';
export { entriesForPlatforms, isForPlatform, platformOf } from './copy/platforms.js';
export { registryImage } from './copy/registry-image.js';
export { type CredentialStoreOptions, credentialStore } from './credentials/configured-store.js';
export { type Credential, type CredentialRequest, type CredentialSource, firstOf } from './credentials/credential.js';
export type { CredentialName } from './credentials/credential-key.js';
export { parseCredentialName } from './credentials/credential-key.js';
export type { CredentialPlace, CredentialStore } from './credentials/credential-store.js';
export { credentialsFromEnvironment } from './credentials/environment.js';
export { ClientError, type ClientErrorKind, type ClientErrorReason, isClientError } from './error/client-error.js';
export { ConnectionError, TimeoutError } from './error/connection-error.js';
export { DigestMismatchError } from './error/digest-mismatch-error.js';
export type { Refusal } from './error/refusal.js';
export { isResponseError, ResponseError, type ResponseErrorEntry } from './error/response-error.js';
export { visibleText, visibleUrl } from './error/visible-url.js';
export type { Answer } from './http/answer.js';
export type { Fetch, FetchedResponse, FetchInit, ResponseHeaders } from './http/fetch.js';
export type { RequestBody } from './http/request-body.js';
export type { RetryOptions } from './http/retry.js';
export type { RetryWait } from './http/retry-wait.js';
export type { RegistryWarning } from './http/warnings.js';
export {
  type OpenJournalEntry,
  type UploadJournal,
  type UploadJournalOptions,
  type UploadKey,
  uploadJournal,
} from './journal/upload-journal.js';
export { imageLayout } from './layout/image-layout.js';
export type { ManifestAnswer } from './manifest/manifest-answer.js';
export {
  formatImageReference,
  type ImageReference,
  parseImageReference,
  parseRegistryHost,
  parseRepositoryReference,
} from './reference/image-reference.js';
export { fallbackTagOf, isToolTag } from './referrer/fallback-tag.js';
export type { ReferrersOptions } from './referrer/referrers.js';
export {
  createRegistryClient,
  type RawRequestOptions,
  type RegistryClient,
  type RegistryClientOptions,
} from './registry-client.js';
export type { Manifests, ReadManifestOptions } from './repository/manifests.js';
export type { ManifestContent, PushManifestOptions } from './repository/push-manifest.js';
export type { RepositoryClient } from './repository/repository-client.js';
export type { ListTagsOptions, Tags } from './repository/tags.js';
export type { Upload, UploadHandle } from './upload/upload.js';
export { UploadRangeError } from './upload/upload-range-error.js';
export type { MountOutcome, StartUploadOptions, Uploads } from './upload/uploads.js';
