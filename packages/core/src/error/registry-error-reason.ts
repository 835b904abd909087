import { quoted } from './quoted.js';

/** Each reason, with the one code that it specifies. */
const codesOfReasons = {
  /** A tag or content does not meet the condition of the request. */
  'condition-failed': 'DENIED',
  /** A manifest references the blob. */
  referenced: 'DENIED',
  /** The repository would have more tags than allowed. */
  'too-many-tags-of-repository': 'DENIED',
  /** The chunk does not begin where the upload ends. */
  'out-of-order': 'BLOB_UPLOAD_INVALID',
  /** Another request is writing to the upload. */
  busy: 'BLOB_UPLOAD_INVALID',
  /** The upload was taken over by another request. */
  'claim-lost': 'BLOB_UPLOAD_INVALID',
  /** The storage has lost bytes of the upload. The client has to begin it again. */
  'content-lost': 'BLOB_UPLOAD_UNKNOWN',
  /** The content is longer than a limit. */
  'too-large': 'SIZE_INVALID',
  /** A push sets more tags than allowed. */
  'too-many-tags': 'UNSUPPORTED',
  /** The catalog is off. */
  'catalog-off': 'UNSUPPORTED',
  /** Deletion of this kind of content is off. */
  'blob-deletion-off': 'UNSUPPORTED',
  'manifest-deletion-off': 'UNSUPPORTED',
  'tag-deletion-off': 'UNSUPPORTED',
  /** The client has too many open uploads. */
  'too-many-uploads-of-client': 'TOOMANYREQUESTS',
  /** All clients together have too many open uploads. */
  'too-many-uploads': 'TOOMANYREQUESTS',
} as const;

/** Why a request is refused, for programs: more exact than the code. */
export type RegistryErrorReason = keyof typeof codesOfReasons;

/** @throws TypeError if there is no such reason, or it belongs to another code */
export function requireReason(code: string, reason: RegistryErrorReason): void {
  if (!Object.hasOwn(codesOfReasons, reason)) throw new TypeError(`a RegistryError has no reason ${quoted(reason)}`);
  const expected = codesOfReasons[reason];
  if (code !== expected) throw new TypeError(`the reason ${reason} belongs to ${expected}, not to ${code}`);
}
