import { type DigestAlgorithm, digestAlgorithms, type OptionRules } from '@lading/core';
import { type CallOptions, callRules } from '../call/call-options.js';
import { type UploadHandle, uploadHandleRules } from '../upload/upload.js';

export interface PushBlobOptions extends CallOptions {
  /** If absent, it is computed: for a stream while it is sent, and for other sources before. */
  readonly digest?: string | undefined;
  /** The length of a stream in bytes, if known. */
  readonly size?: number | undefined;
  /** The algorithm of a computed digest; sha256 if absent. */
  readonly algorithm?: DigestAlgorithm | undefined;
  /** The media type in the descriptor; `application/octet-stream` if absent. */
  readonly mediaType?: string | undefined;
  /** The most bytes in one chunk. A broken upload repeats one chunk. In one piece if absent. */
  readonly chunkBytes?: number | undefined;
  /** A repository of the same registry that may have the blob. */
  readonly mountFrom?: string | undefined;
  /** Whether to ask first if the repository has the blob; true if absent. */
  readonly checkFirst?: boolean | undefined;
  /** An upload that another process began. If the registry no longer knows it, a new one begins. */
  readonly resume?: UploadHandle | undefined;
  /**
   * Gets the state with which another process can continue, at each change. The upload is then not cancelled if the connection
   * fails.
   */
  readonly onUpload?: ((handle: UploadHandle) => void | Promise<void>) | undefined;
  /** Gets the number of bytes sent so far. A lower number means that bytes are sent again. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
}

export const pushBlobRules = {
  ...callRules,
  digest: 'string?',
  size: 'whole number?',
  algorithm: [...digestAlgorithms, undefined],
  mediaType: 'non-empty string?',
  chunkBytes: 'positive whole number?',
  mountFrom: 'string?',
  checkFirst: 'boolean?',
  resume: uploadHandleRules,
  onUpload: 'function?',
  onProgress: 'function?',
} as const satisfies OptionRules<PushBlobOptions>;
