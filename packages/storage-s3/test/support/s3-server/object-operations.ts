import { readFile, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import type { Operation, S3Answer, S3Request } from './operation.js';
import { type Payload, receivePayload } from './payload.js';
import { errors } from './s3-error.js';
import { bytesOf, type StoredObject } from './stored-objects.js';
import { xmlOf } from './xml.js';

const kept = /^(?:content-type|x-amz-meta-.*|x-amz-server-side-encryption.*)$/;

/** The header fields that are stored with an object and returned with it. */
export function headersToKeep({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => kept.test(name))) as Record<string, string>;
}

/** Receives a body, and stores it wrongly if a fault requires it. */
export async function receive({ request, stored, fault }: S3Request): Promise<Payload> {
  const payload = await receivePayload(request, stored.newPath());
  if (fault !== 'doubled' && fault !== 'flipped') return payload;
  const bytes = await readFile(payload.path);
  const wrong = fault === 'doubled' ? Buffer.concat([bytes, bytes]) : Buffer.from(bytes.map((byte) => byte ^ 1));
  await writeFile(payload.path, wrong);
  return { ...payload, size: wrong.byteLength };
}

const putObject: Operation = async (asked) => {
  const payload = await receive(asked);
  if (asked.request.headers['if-none-match'] === '*' && asked.stored.objects.has(asked.key))
    throw errors.preconditionFailed();
  const { size, etag } = payload;
  const headers = headersToKeep(asked.request);
  asked.stored.objects.set(asked.key, { pieces: [payload], size, etag, modifiedAt: new Date(), headers });
  return { headers: { ETag: etag } };
};

const getObject: Operation = ({ request, key, stored }) => {
  const object = stored.requireObject(key);
  requireMatch(request, object);
  const { first, last } = rangeOf(request, object.size);
  const isPart = request.headers.range !== undefined;
  return {
    status: isPart ? 206 : 200,
    headers: {
      ...describe(object),
      'Content-Length': last - first + 1,
      ...(isPart ? { 'Content-Range': `bytes ${first}-${last}/${object.size}` } : {}),
    },
    body: bytesOf(object, first, last),
  };
};

const headObject: Operation = ({ key, stored }): S3Answer => {
  const object = stored.requireObject(key);
  return { headers: { ...describe(object), 'Content-Length': object.size } };
};

const deleteObject: Operation = ({ key, stored }) => {
  stored.objects.delete(key);
  return { status: 204 };
};

const listObjects: Operation = ({ query, stored, pageSize }) => {
  const [prefix, after] = [query.get('prefix') ?? '', query.get('continuation-token') ?? ''];
  const keys = [...stored.objects.keys()].filter((key) => key.startsWith(prefix));
  const all = [...new Set(keys.map((key) => upTo(query.get('delimiter'), key, prefix)))].filter((key) => key > after);
  const page = all.sort().slice(0, pageSize);
  const isTruncated = page.length < all.length;
  const contents = page.flatMap((Key) => {
    const object = stored.objects.get(Key);
    return object ? { Key, LastModified: object.modifiedAt, ETag: object.etag, Size: object.size } : [];
  });
  const folders = page.filter((key) => !stored.objects.has(key)).map((Prefix) => ({ Prefix }));
  const next = isTruncated ? page.at(-1) : undefined;
  const result = {
    IsTruncated: isTruncated,
    KeyCount: page.length,
    Contents: contents,
    CommonPrefixes: folders,
    NextContinuationToken: next,
  };
  return { body: xmlOf({ ListBucketResult: { Prefix: prefix, ...result } }) };
};

/** The start of a key up to the first delimiter after the prefix. All keys with this start are listed as one. */
function upTo(delimiter: string | null, key: string, prefix: string): string {
  const end = delimiter === null ? -1 : key.indexOf(delimiter, prefix.length);
  return end < 0 ? key : key.slice(0, end + 1);
}

function describe({ etag, modifiedAt, headers }: StoredObject): Record<string, string> {
  return { ...headers, ETag: etag, 'Last-Modified': modifiedAt.toUTCString(), 'Accept-Ranges': 'bytes' };
}

function requireMatch({ headers }: IncomingMessage, { etag }: StoredObject): void {
  const wanted = headers['if-match'];
  if (wanted !== undefined && wanted !== etag) throw errors.preconditionFailed();
}

function rangeOf({ headers }: IncomingMessage, size: number): { first: number; last: number } {
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? [];
  if (first === undefined) return { first: 0, last: size - 1 };
  if (Number(first) >= size) throw errors.invalidRange();
  return { first: Number(first), last: Math.min(Number(last), size - 1) };
}

export const objectOperations: Readonly<Record<string, Operation>> = {
  PutObject: putObject,
  GetObject: getObject,
  HeadObject: headObject,
  DeleteObject: deleteObject,
  ListObjectsV2: listObjects,
};
