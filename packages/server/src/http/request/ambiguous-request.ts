import type { IncomingMessage } from 'node:http';
import { HttpError } from '../error/http-error.js';

/** Fields that may occur only once: a proxy and this server may read two of them differently. */
const singular: ReadonlySet<string> = new Set([
  'host',
  'authorization',
  'content-type',
  'content-length',
  'content-range',
  'content-encoding',
  'transfer-encoding',
  'range',
]);

/** More than any client sends. Some proxies drop further fields or refuse the request. */
const maximumFields = 900;

/** A host and a port (RFC 9110 §7.2). A value with a comma is two fields that a proxy has joined. */
const hostValue = /^[^\s/?#@,\\]*$/;

/**
 * Refuses requests that Node accepts but that a proxy may understand differently (RFC 9112 §11.2). It refuses them for
 * every path, because a proxy does not know which paths belong to the registry.
 * @throws HttpError 400 or 431
 */
export function refuseAmbiguousRequest(request: IncomingMessage): void {
  const { rawHeaders } = request;
  refuseOtherVersions(request);
  if (rawHeaders.length > 2 * maximumFields) throw refusal('there are too many header fields', 431);
  const seen = new Set<string>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? '';
    if (!singular.has(name)) continue;
    if (seen.has(name)) throw refusal(`there are two ${name} fields`, 400);
    seen.add(name);
  }
  refuseHost(request);
  refuseCodings(request);
}

/** Node's parser also reads HTTP/0.9, which has no header fields, and a request line of HTTP/2. */
function refuseOtherVersions({ httpVersionMajor }: IncomingMessage): void {
  if (httpVersionMajor !== 1) throw refusal('this server speaks only HTTP/1.1 and HTTP/1.0', 400);
}

/** HTTP/1.1 requires the field (RFC 9112 §3.2). */
function refuseHost({ headers: { host }, httpVersionMinor }: IncomingMessage): void {
  if (host === undefined && httpVersionMinor > 0) throw refusal('the Host field is missing', 400);
  if (host !== undefined && !hostValue.test(host)) throw refusal('the Host field is not a host and a port', 400);
}

function refuseCodings(request: IncomingMessage): void {
  const coding = request.headers['transfer-encoding'];
  if (coding === undefined) return;
  if (coding.trim().toLowerCase() !== 'chunked') throw refusal('the only transfer coding here is chunked', 400);
  if (request.httpVersionMajor === 1 && request.httpVersionMinor === 0)
    throw refusal('HTTP/1.0 has no transfer codings', 400);
}

function refusal(message: string, status: number): HttpError {
  return new HttpError(status, 'UNSUPPORTED', message);
}
