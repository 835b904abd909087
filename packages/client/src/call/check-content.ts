import type { BlobSource } from '../blob/blob-source.js';
import type { RequestBody } from '../http/request-body.js';
import type { ManifestContent } from '../manifest/push-manifest.js';

/** @throws TypeError if a blob cannot be pushed from this value */
export function checkBlobSource(call: string, source: BlobSource): void {
  if (source instanceof Uint8Array || hasMethod(source, Symbol.asyncIterator)) return;
  if (hasMethod(source, 'open') && 'size' in source && typeof source.size === 'number') return;
  throw wrongContent(call, 'a Uint8Array, a stream, or a source with size and open', source);
}

/** @throws TypeError if this value is not the body of a request */
export function checkBody(call: string, body: Uint8Array | RequestBody): void {
  if (body instanceof Uint8Array || hasMethod(body, 'open')) return;
  throw wrongContent(call, 'a Uint8Array or a RequestBody', body);
}

/** @throws TypeError if this value is not a manifest, neither as bytes nor as an object */
export function checkManifest(call: string, manifest: ManifestContent): void {
  if (typeof manifest === 'object' && manifest !== null && !Array.isArray(manifest)) return;
  throw wrongContent(call, 'a Uint8Array or an object', manifest);
}

function hasMethod(value: unknown, name: PropertyKey): boolean {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, name) === 'function';
}

function wrongContent(call: string, expected: string, content: unknown): TypeError {
  const kind = content === null || content === undefined ? String(content) : `a value of type ${typeof content}`;
  const shown = Array.isArray(content) ? 'an array' : kind;
  return new TypeError(`${call}: the content must be ${expected}, not ${shown}`);
}
