import { createHash, randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { headersToKeep, receive } from './object-operations.js';
import type { Operation, S3Request } from './operation.js';
import type { Payload } from './payload.js';
import { errors, S3Error } from './s3-error.js';
import type { OpenMultipart } from './stored-objects.js';
import { textsOf, xmlOf } from './xml.js';

const smallestPart = 5 * 1024 * 1024;
const mostParts = 10_000;

const create: Operation = ({ request, key, stored }) => {
  const id = randomUUID();
  const hasChecksums = request.headers['x-amz-checksum-algorithm'] === 'CRC32';
  const headers = headersToKeep(request);
  stored.multiparts.set(id, { key, begunAt: new Date(), hasChecksums, headers, parts: new Map() });
  return { body: xmlOf({ InitiateMultipartUploadResult: { Key: key, UploadId: id } }) };
};

const uploadPart: Operation = async (asked) => {
  const number = Number(asked.query.get('partNumber'));
  if (!(number >= 1 && number <= mostParts)) throw new S3Error(400, 'InvalidArgument');
  requireUpload(asked);
  const payload = await receive(asked);
  const multipart = requireUpload(asked);
  if ((payload.crc32 !== undefined) !== multipart.hasChecksums)
    throw errors.invalidRequest('Checksum Type mismatch occurred');
  multipart.parts.set(number, { ...payload, modifiedAt: new Date() });
  const { etag, crc32 } = payload;
  return { headers: { ETag: etag, ...(crc32 === undefined ? {} : { 'x-amz-checksum-crc32': crc32 }) } };
};

const listParts: Operation = (asked) => {
  const after = Number(asked.query.get('part-number-marker') ?? 0);
  const all = [...requireUpload(asked).parts]
    .filter(([number]) => number > after)
    .sort(([one], [other]) => one - other);
  const page = all.slice(0, asked.pageSize);
  const Part = page.map(([PartNumber, { size, etag, modifiedAt, crc32 }]) => {
    return { PartNumber, LastModified: modifiedAt, ETag: etag, Size: size, ChecksumCRC32: crc32 };
  });
  // S3 also sends a marker with the last page.
  const paging = { NextPartNumberMarker: page.at(-1)?.[0] ?? after, IsTruncated: page.length < all.length };
  return { body: xmlOf({ ListPartsResult: { ...paging, Part } }) };
};

const complete: Operation = async (asked) => {
  const { request, key, query, stored } = asked;
  const named = textsOf(await text(request), 'Part').map((part) => ({
    number: Number(textsOf(part, 'PartNumber')[0]),
    etag: textsOf(part, 'ETag')[0],
    crc32: textsOf(part, 'ChecksumCRC32')[0],
  }));
  const multipart = requireUpload(asked);
  const pieces = named.map((part, index) => {
    if (part.number <= (named[index - 1]?.number ?? 0)) throw new S3Error(400, 'InvalidPartOrder');
    return requirePart(multipart, part);
  });
  if (pieces.length === 0) throw new S3Error(400, 'MalformedXML');
  if (pieces.slice(0, -1).some(({ size }) => size < smallestPart)) throw new S3Error(400, 'EntityTooSmall');
  const size = pieces.reduce((sum, piece) => sum + piece.size, 0);
  const etag = etagOf(pieces);
  const { headers } = multipart;
  stored.objects.set(key, { pieces, size, etag, modifiedAt: new Date(), headers });
  stored.multiparts.delete(query.get('uploadId') ?? '');
  return { body: xmlOf({ CompleteMultipartUploadResult: { Key: key, ETag: etag } }) };
};

const abort: Operation = (asked) => {
  requireUpload(asked);
  asked.stored.multiparts.delete(asked.query.get('uploadId') ?? '');
  return { status: 204 };
};

const listUploads: Operation = ({ query, stored, pageSize }) => {
  const [prefix, after] = [
    query.get('prefix') ?? '',
    [query.get('key-marker'), query.get('upload-id-marker')].join(' '),
  ];
  const all = [...stored.multiparts]
    .map(([UploadId, { key, begunAt }]) => ({ Key: key, UploadId, Initiated: begunAt, order: `${key} ${UploadId}` }))
    .filter(({ Key, order }) => Key.startsWith(prefix) && order > after)
    .sort((one, other) => (one.order < other.order ? -1 : 1));
  const page = all.slice(0, pageSize).map(({ order, ...upload }) => upload);
  const isTruncated = page.length < all.length;
  const last = isTruncated ? page.at(-1) : undefined;
  const paging = { IsTruncated: isTruncated, NextKeyMarker: last?.Key, NextUploadIdMarker: last?.UploadId };
  return { body: xmlOf({ ListMultipartUploadsResult: { ...paging, Upload: page } }) };
};

function requireUpload({ key, query, stored }: S3Request): OpenMultipart {
  return stored.requireMultipart(key, query.get('uploadId') ?? '');
}

interface NamedPart {
  readonly number: number;
  readonly etag: string | undefined;
  readonly crc32: string | undefined;
}

function requirePart({ parts, hasChecksums }: OpenMultipart, { number, etag, crc32 }: NamedPart): Payload {
  const part = parts.get(number);
  if (part === undefined || part.etag.replaceAll('"', '') !== etag?.replaceAll('"', ''))
    throw new S3Error(400, 'InvalidPart');
  if (hasChecksums && crc32 === undefined) throw errors.invalidRequest('the checksum of a part is missing');
  if (crc32 !== undefined && crc32 !== part.crc32) throw new S3Error(400, 'InvalidPart');
  return part;
}

function etagOf(pieces: readonly Payload[]): string {
  const md5 = createHash('md5');
  for (const { etag } of pieces) md5.update(Buffer.from(etag.replaceAll('"', ''), 'hex'));
  return `"${md5.digest('hex')}-${pieces.length}"`;
}

export const multipartOperations: Readonly<Record<string, Operation>> = {
  CreateMultipartUpload: create,
  UploadPart: uploadPart,
  ListParts: listParts,
  CompleteMultipartUpload: complete,
  AbortMultipartUpload: abort,
  ListMultipartUploads: listUploads,
};
