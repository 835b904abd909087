import type { RegistryError } from '@lading/core';

/** Why a chunk was not stored, with the size of the upload, at which the next chunk begins. */
export type UnfinishedUpload =
  /** The chunk does not begin where the upload ends. */
  | { readonly outcome: 'out-of-order'; readonly size: number }
  /** Another request is writing to the upload. */
  | { readonly outcome: 'busy'; readonly size: number }
  /** The chunk was refused with this error. */
  | { readonly outcome: 'refused'; readonly size: number; readonly error: RegistryError };

export type AppendOutcome = { readonly outcome: 'appended'; readonly size: number } | UnfinishedUpload;

/** The outcome is also `closed` if the upload was closed with this digest before: a client may have lost the answer. */
export type CloseOutcome = { readonly outcome: 'closed' } | UnfinishedUpload;
