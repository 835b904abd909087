import type { Descriptor, Digest } from '@lading/core';
import type { RepeatableSource } from '../blob/blob-source.js';
import type { CallOptions } from '../call/call-options.js';
import type { ManifestAnswer } from '../manifest/manifests.js';

/** A repository of a registry, for whether a blob can be mounted from it. */
export interface RepositoryPlace {
  readonly registry: string;
  readonly repository: string;
}

export interface ReadImageBlobOptions extends CallOptions {
  /** Whether the bytes are held against the digest while they are read; they are unless this is false. */
  readonly verify?: boolean | undefined;
}

/** Where an image, an index or an artifact is read from. */
export interface ImageSource {
  /** The manifest that the copy begins with. */
  resolve(options: CallOptions): Promise<Descriptor>;
  readManifest(descriptor: Descriptor, options: CallOptions): Promise<ManifestAnswer>;
  /** Whether the source has a blob. Called only for non-distributable layers, which the source may lack. */
  hasBlob(descriptor: Descriptor, options: CallOptions): Promise<boolean>;
  /** The bytes of a blob from any offset on; what is wrong with them shows while they are read. */
  blob(descriptor: Descriptor, options: ReadImageBlobOptions): RepeatableSource;
  /** Manifests that are about this one. */
  referrers(subject: Digest, options: CallOptions): AsyncIterable<Descriptor>;
  readonly place?: RepositoryPlace;
}

/** How a blob came to be where it is. */
export type BlobOutcome = 'copied' | 'mounted';

export interface PutBlobOptions extends CallOptions {
  /** A repository that has the blob. */
  readonly from?: RepositoryPlace | undefined;
  readonly onProgress?: ((bytes: number) => void) | undefined;
}

/** Where an image, an index or an artifact is written to. */
export interface ImageTarget {
  /** Whether it takes no blob that is not what its digest says, and answers `DIGEST_INVALID`, as a registry does. */
  readonly verifiesBlobs?: boolean;
  hasManifest(descriptor: Descriptor, options: CallOptions): Promise<boolean>;
  hasBlob(descriptor: Descriptor, options: CallOptions): Promise<boolean>;
  putBlob(descriptor: Descriptor, content: RepeatableSource, options: PutBlobOptions): Promise<BlobOutcome>;
  /** Puts a manifest under its digest; its content is there already. */
  putManifest(manifest: ManifestAnswer, options: CallOptions): Promise<void>;
  /** Gives the copied manifest the name that the target was given, if it was given one. */
  name(manifest: ManifestAnswer, options: CallOptions): Promise<void>;
  /** Everything is there. */
  finish?(): Promise<void>;
}
