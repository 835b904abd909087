import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { S3Error } from './s3-error.js';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

interface Signed {
  readonly credential: string;
  readonly headers: readonly string[];
  readonly signature: string;
  /** The time, in the format of `x-amz-date`. */
  readonly date: string;
  readonly payload: string;
}

const mostSkewMilliseconds = 15 * 60 * 1000;

/** Checks a signature (version 4) in the header fields or, for a presigned URL, in the query. */
export function checkSignature(request: IncomingMessage, url: URL, known: Credentials): void {
  const signed = url.searchParams.has('X-Amz-Signature') ? signedInQuery(url) : signedInHeaders(request);
  const [accessKeyId, day = '', region = '', service = '', end] = signed.credential.split('/');
  if (accessKeyId !== known.accessKeyId) throw new S3Error(403, 'InvalidAccessKeyId');
  if (service !== 's3' || end !== 'aws4_request') throw new S3Error(403, 'SignatureDoesNotMatch');
  const scope = [day, region, service, end].join('/');
  const text = ['AWS4-HMAC-SHA256', signed.date, scope, sha256(canonical(request, url, signed))].join('\n');
  const key = [day, region, service, end].reduce<string | Buffer>(hmac, `AWS4${known.secretAccessKey}`);
  if (!isSame(hmac(key, text).toString('hex'), signed.signature)) throw new S3Error(403, 'SignatureDoesNotMatch');
}

function signedInHeaders({ headers }: IncomingMessage): Signed {
  const authorization = headers.authorization;
  if (authorization === undefined) throw new S3Error(403, 'AccessDenied');
  const field = (name: string) => new RegExp(`${name}=([^,\\s]+)`).exec(authorization)?.[1] ?? '';
  const date = String(headers['x-amz-date']);
  if (Math.abs(Date.now() - timeOf(date)) > mostSkewMilliseconds) throw new S3Error(403, 'RequestTimeTooSkewed');
  return {
    credential: field('Credential'),
    headers: field('SignedHeaders').split(';'),
    signature: field('Signature'),
    date,
    payload: String(headers['x-amz-content-sha256']),
  };
}

function signedInQuery({ searchParams }: URL): Signed {
  const field = (name: string) => searchParams.get(`X-Amz-${name}`) ?? '';
  const date = field('Date');
  if (Date.now() > timeOf(date) + Number(field('Expires')) * 1000) throw new S3Error(403, 'AccessDenied', 'expired');
  return {
    credential: field('Credential'),
    headers: field('SignedHeaders').split(';'),
    signature: field('Signature'),
    date,
    payload: 'UNSIGNED-PAYLOAD',
  };
}

function canonical({ method, headers }: IncomingMessage, url: URL, signed: Signed): string {
  const query = [...url.searchParams]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort();
  const lines = signed.headers.map((name) => `${name}:${String(headers[name] ?? '').trim()}\n`);
  return [method, url.pathname, query.join('&'), lines.join(''), signed.headers.join(';'), signed.payload].join('\n');
}

function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function timeOf(date: string): number {
  return Date.parse(date.replace(/^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function isSame(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
