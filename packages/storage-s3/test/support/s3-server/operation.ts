import type { IncomingMessage } from 'node:http';
import type { Fault } from './faults.js';
import type { StoredObjects } from './stored-objects.js';

/** A request to an operation of S3. */
export interface S3Request {
  readonly request: IncomingMessage;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly stored: StoredObjects;
  /** The most entries of a list. */
  readonly pageSize: number;
  readonly fault: Fault | undefined;
}

export interface S3Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | number>>;
  readonly body?: string | AsyncIterable<Uint8Array>;
}

export type Operation = (request: S3Request) => Promise<S3Answer> | S3Answer;

/** The S3 name of the operation of a request. */
export function operationName({ method }: IncomingMessage, key: string, query: URLSearchParams): string {
  const has = (name: string) => query.has(name);
  if (key === '')
    return has('uploads') ? 'ListMultipartUploads' : has('list-type') ? 'ListObjectsV2' : `${method} bucket`;
  if (has('uploads')) return 'CreateMultipartUpload';
  if (has('partNumber') && method === 'PUT') return 'UploadPart';
  if (!has('uploadId'))
    return `${{ PUT: 'Put', GET: 'Get', HEAD: 'Head', DELETE: 'Delete' }[method ?? ''] ?? ''}Object`;
  return { GET: 'ListParts', POST: 'CompleteMultipartUpload', DELETE: 'AbortMultipartUpload' }[method ?? ''] ?? '';
}
