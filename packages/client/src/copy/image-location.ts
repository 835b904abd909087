import { checkMethods, type Descriptor, type Digest, type MethodRules } from '@lading/core';
import type { CallOptions } from '../call/call-options.js';
import type { RepeatableSource } from '../content/blob-source.js';
import type { ManifestAnswer } from '../manifest/manifest-answer.js';

/** A repository of a registry, from which a blob may be mounted. */
export interface RepositoryPlace {
  readonly registry: string;
  readonly repository: string;
}

export interface ReadImageBlobOptions extends CallOptions {
  /** Whether the digest is verified while the bytes are read; true if absent. */
  readonly verify?: boolean | undefined;
}

/** The source of an image, an index or an artifact. */
export interface ImageSource {
  /** The root manifest. */
  resolve(options: CallOptions): Promise<Descriptor>;
  readManifest(descriptor: Descriptor, options: CallOptions): Promise<ManifestAnswer>;
  /** Whether the source has a blob. Called only for non-distributable layers, which the source may lack. */
  hasBlob(descriptor: Descriptor, options: CallOptions): Promise<boolean>;
  /** The bytes of a blob. Errors appear while they are read. */
  blob(descriptor: Descriptor, options: ReadImageBlobOptions): RepeatableSource;
  /** Manifests that refer to this one. */
  referrers(subject: Digest, options: CallOptions): AsyncIterable<Descriptor>;
  readonly place?: RepositoryPlace;
}

type SourceMethods = Omit<ImageSource, 'place'>;

const sourceMethods = {
  resolve: 'required',
  readManifest: 'required',
  hasBlob: 'required',
  blob: 'required',
  referrers: 'required',
} as const satisfies MethodRules<SourceMethods>;

/** How a blob reached the target. */
export type BlobOutcome = 'copied' | 'mounted';

export interface PutBlobOptions extends CallOptions {
  /** A repository that has the blob, from which it may be mounted. */
  readonly from?: RepositoryPlace | undefined;
  readonly onProgress?: ((bytes: number) => void) | undefined;
}

/** The target of an image, an index or an artifact. */
export interface ImageTarget {
  /** Whether it verifies blobs, and refuses a wrong one with `DIGEST_INVALID`, as a registry does. */
  readonly verifiesBlobs?: boolean;
  hasManifest(descriptor: Descriptor, options: CallOptions): Promise<boolean>;
  hasBlob(descriptor: Descriptor, options: CallOptions): Promise<boolean>;
  putBlob(descriptor: Descriptor, content: RepeatableSource, options: PutBlobOptions): Promise<BlobOutcome>;
  /** Writes a manifest by its digest, after its content. */
  putManifest(manifest: ManifestAnswer, options: CallOptions): Promise<void>;
  /** Gives the copied manifest the name of the target, if the target has one. */
  name(manifest: ManifestAnswer, options: CallOptions): Promise<void>;
  /** Ends a copy that succeeded. */
  finish?(): Promise<void>;
}

type TargetMethods = Omit<ImageTarget, 'verifiesBlobs'>;

const targetMethods = {
  hasManifest: 'required',
  hasBlob: 'required',
  putBlob: 'required',
  putManifest: 'required',
  name: 'required',
  finish: 'optional',
} as const satisfies MethodRules<TargetMethods>;

/** @throws TypeError that names a missing method of the source or the target of a call */
export function checkEnds(call: string, source: ImageSource, target: ImageTarget): void {
  checkMethods<SourceMethods>(`${call}: the source`, source, sourceMethods);
  checkMethods<TargetMethods>(`${call}: the target`, target, targetMethods);
}
