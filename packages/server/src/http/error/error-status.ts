import type { RegistryError, RegistryErrorCode, RegistryErrorReason } from '@lading/core';
import { HttpError, type HttpErrorFields } from './http-error.js';

/** The HTTP form of an error. */
export interface ErrorStatus {
  readonly status: number;
  readonly headers?: HttpErrorFields;
}

/** The statuses of codes, which the specification leaves open. */
const usual: Readonly<Record<RegistryErrorCode, ErrorStatus>> = {
  BLOB_UNKNOWN: { status: 404 },
  BLOB_UPLOAD_INVALID: { status: 400 },
  BLOB_UPLOAD_UNKNOWN: { status: 404 },
  DIGEST_INVALID: { status: 400 },
  MANIFEST_BLOB_UNKNOWN: { status: 404 },
  MANIFEST_INVALID: { status: 400 },
  MANIFEST_UNKNOWN: { status: 404 },
  NAME_INVALID: { status: 400 },
  NAME_UNKNOWN: { status: 404 },
  SIZE_INVALID: { status: 400 },
  UNAUTHORIZED: { status: 401 },
  DENIED: { status: 403 },
  UNSUPPORTED: { status: 405 },
  TOOMANYREQUESTS: { status: 429 },
  UNKNOWN: { status: 500 },
  UNAVAILABLE: { status: 503 },
};

/** A reason is more exact than its code, and takes precedence. */
const ofReason: Readonly<Record<RegistryErrorReason, ErrorStatus>> = {
  'condition-failed': { status: 412 },
  referenced: { status: 405, headers: { Allow: 'GET, HEAD' } },
  'too-many-tags-of-repository': { status: 403 },
  'out-of-order': { status: 416 },
  busy: { status: 416 },
  'claim-lost': { status: 416 },
  'content-lost': { status: 503 },
  'too-large': { status: 413 },
  'too-many-tags': { status: 414 },
  'catalog-off': { status: 404 },
  'blob-deletion-off': { status: 405, headers: { Allow: 'GET, HEAD' } },
  'manifest-deletion-off': { status: 405, headers: { Allow: 'GET, HEAD, PUT' } },
  'tag-deletion-off': { status: 405, headers: { Allow: 'GET, HEAD, PUT' } },
  'too-many-uploads-of-client': { status: 429 },
  'too-many-uploads': { status: 503 },
};

/** The status and the header fields of an error: its own, those of its reason, or those of its code. */
export function errorStatusOf(error: RegistryError): ErrorStatus {
  if (error instanceof HttpError) return error;
  return error.reason === undefined ? usual[error.code] : ofReason[error.reason];
}
