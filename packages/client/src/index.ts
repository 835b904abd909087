export { type ArchiveTarget, type ArchiveTargetOptions, imageArchiveTarget } from './archive/archive-target.js';
export { type OpenArchive, openImageArchive } from './archive/image-archive.js';
export { type UnpackOptions, unpack } from './archive/unpack.js';
export type { FileProgress } from './artifact/artifact.js';
export { type PullArtifactOptions, pullArtifact } from './artifact/pull-artifact.js';
export { type ArtifactFile, type PushArtifactOptions, pushArtifact } from './artifact/push-artifact.js';
export type { BlobContent } from './blob/blob-content.js';
export { type BlobSource, fileSource, type RepeatableSource } from './blob/blob-source.js';
export type { Blobs, ReadBlobOptions } from './blob/blobs.js';
export type { PushBlobOptions } from './blob/push-blob.js';
export type { CallOptions } from './call/call-options.js';
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
export { credentialsFromAuthFile, credentialsFromAuthText } from './credentials/auth-file.js';
export { type Credential, type CredentialRequest, type CredentialSource, firstOf } from './credentials/credential.js';
export { askCredentialHelper } from './credentials/credential-helper.js';
export { authFiles, defaultCredentials } from './credentials/default-credentials.js';
export { credentialsFromEnvironment } from './credentials/environment.js';
export { ClientError, type ClientErrorKind, isClientError } from './error/client-error.js';
export { ConnectionError, TimeoutError } from './error/connection-error.js';
export { DigestMismatchError } from './error/digest-mismatch-error.js';
export { isResponseError, ResponseError, type ResponseErrorEntry } from './error/response-error.js';
export { visibleText, visibleUrl } from './error/visible-url.js';
export type { Answer } from './http/answer.js';
export type { Content } from './http/content.js';
export type { Fetch, FetchedResponse, FetchInit, ResponseHeaders } from './http/exchange.js';
export type { RequestBody } from './http/request-body.js';
export type { RetryOptions } from './http/retry.js';
export type { RetryWait } from './http/retry-wait.js';
export type { RegistryWarning } from './http/warnings.js';
export { imageLayout } from './layout/image-layout.js';
export type { ManifestAnswer, Manifests, ReadManifestOptions } from './manifest/manifests.js';
export type { ManifestContent, PushManifestOptions } from './manifest/push-manifest.js';
export {
  formatImageReference,
  type ImageReference,
  parseImageReference,
  parseRegistryHost,
  parseRepositoryReference,
} from './reference/image-reference.js';
export { type RegistryAddress, registryAddress } from './reference/registry-address.js';
export { fallbackTagOf, isToolTag } from './referrer/fallback-tag.js';
export type { ReferrersOptions } from './referrer/referrers.js';
export {
  createRegistryClient,
  type RawRequestOptions,
  type RegistryClient,
  type RegistryClientOptions,
} from './registry-client.js';
export type { RepositoryClient } from './repository/repository-client.js';
export type { ListTagsOptions, Tags } from './tag/tags.js';
export type { Upload, UploadHandle } from './upload/upload.js';
export {
  type OpenJournalEntry,
  type UploadJournal,
  type UploadJournalOptions,
  type UploadKey,
  uploadJournal,
} from './upload/upload-journal.js';
export { UploadRangeError } from './upload/upload-range-error.js';
export type { MountOutcome, StartUploadOptions, Uploads } from './upload/uploads.js';
