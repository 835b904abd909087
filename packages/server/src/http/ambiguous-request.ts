import type { IncomingMessage } from 'node:http';
import { RegistryError } from '@lading/core';

/** Fields that mean something only once: two of them are read differently by a proxy and by us. */
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

/** Node drops what is beyond its limit of 1000 fields, without a word. */
const maximumFields = 900;

/**
 * Refuses what Node accepts although two readers could understand it differently (reliability.md 3.2).
 * @throws RegistryError `UNSUPPORTED` with status 400 or 431
 */
export function refuseAmbiguousRequest(request: IncomingMessage): void {
  const { rawHeaders } = request;
  if (rawHeaders.length > 2 * maximumFields) throw refusal('there are too many header fields', 431);
  const seen = new Set<string>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? '';
    if (!singular.has(name)) continue;
    if (seen.has(name)) throw refusal(`there are two ${name} fields`, 400);
    seen.add(name);
  }
  refuseCodings(request);
}

function refuseCodings(request: IncomingMessage): void {
  const coding = request.headers['transfer-encoding'];
  if (coding === undefined) return;
  if (coding.trim().toLowerCase() !== 'chunked') throw refusal('the only transfer coding here is chunked', 400);
  if (request.httpVersionMajor === 1 && request.httpVersionMinor === 0)
    throw refusal('HTTP/1.0 has no transfer codings', 400);
}

function refusal(message: string, status: number): RegistryError {
  return new RegistryError('UNSUPPORTED', message, { status });
}
