import type { Readable } from 'node:stream';
import { type BlobRecord, type ByteRange, lengthOf, mediaTypes, parseRanges, type RequestedRanges } from '@lading/core';
import { HttpError } from '../http/error/http-error.js';
import { type ConditionFields, entityTagOf, isUnchanged } from '../http/request/entity-tag.js';
import { type OciHeaders, OciResponse } from '../http/response/oci-response.js';
import { multipartByteranges } from './multipart-byteranges.js';

export interface BlobRequestHeaders extends ConditionFields {
  readonly authorization?: string | undefined;
  readonly range?: string | undefined;
  readonly 'if-range'?: string | undefined;
  readonly 'lading-redirect'?: string | undefined;
}

/** Opens a blob, when its answer is known. */
export interface BlobReads {
  whole(): Promise<Readable | Uint8Array>;
  part(range: ByteRange): Promise<Readable>;
}

/** The fields of a blob's answer, for GET and HEAD. Its bytes never change under its digest. */
export function blobHeaders({ digest, size }: BlobRecord, { authorization }: BlobRequestHeaders): OciHeaders {
  return {
    'Content-Type': mediaTypes.octetStream,
    'Content-Length': size,
    'Docker-Content-Digest': digest,
    ETag: entityTagOf(digest),
    'Accept-Ranges': 'bytes',
    'Cache-Control': `${authorization === undefined ? '' : 'private, '}max-age=31536000, immutable, no-transform`,
    'X-Content-Type-Options': 'nosniff',
  };
}

/**
 * The answer if the client has the blob already (LEG-07).
 * @throws RegistryError `DENIED` with the reason `condition-failed` if `If-Match` does not hold
 */
export function notModified(blob: BlobRecord, headers: BlobRequestHeaders): OciResponse | undefined {
  return isUnchanged(headers, blob.digest) ? new OciResponse(304, blobHeaders(blob, headers)) : undefined;
}

/** The ranges that are asked for; none where `If-Range` is about other content. */
export function rangesOf(blob: BlobRecord, headers: BlobRequestHeaders): RequestedRanges {
  const { range, 'if-range': ifRange } = headers;
  return parseRanges(ifRange === undefined || ifRange === entityTagOf(blob.digest) ? range : undefined, blob.size);
}

/**
 * All of a blob, or the parts of it that are asked for (PULL-15, PULL-21).
 * @throws HttpError 416 if no range lies in the blob, 400 if there are too many
 */
export async function blobResponse(
  blob: BlobRecord,
  common: OciHeaders,
  requested: RequestedRanges,
  reads: BlobReads,
): Promise<OciResponse> {
  if (requested.kind === 'too-many')
    throw new HttpError(400, 'UNSUPPORTED', 'there are too many ranges in one request');
  if (requested.kind === 'unsatisfiable') throw unsatisfiable(blob);
  if (requested.kind === 'whole') return new OciResponse(200, common, await reads.whole());
  const [range, ...further] = requested.ranges;
  if (range !== undefined && further.length === 0) return onePart(blob, common, range, reads);
  return severalParts(blob, common, requested.ranges, reads);
}

async function onePart(
  { size }: BlobRecord,
  common: OciHeaders,
  range: ByteRange,
  reads: BlobReads,
): Promise<OciResponse> {
  const headers = {
    ...common,
    'Content-Length': lengthOf(range),
    'Content-Range': `bytes ${range.first}-${range.last}/${size}`,
  };
  return new OciResponse(206, headers, await reads.part(range));
}

function severalParts(
  { size }: BlobRecord,
  common: OciHeaders,
  ranges: readonly ByteRange[],
  reads: BlobReads,
): OciResponse {
  const { body, contentLength, contentType } = multipartByteranges({
    ranges,
    size,
    contentType: mediaTypes.octetStream,
    read: reads.part,
  });
  return new OciResponse(206, { ...common, 'Content-Type': contentType, 'Content-Length': contentLength }, body);
}

function unsatisfiable({ size }: BlobRecord): HttpError {
  return new HttpError(416, 'SIZE_INVALID', 'the blob has no such range', {
    headers: { 'Content-Range': `bytes */${size}`, 'Accept-Ranges': 'bytes' },
    detail: { size },
  });
}
