import { digestOf, mediaTypes } from '@lading/core';
import type { ScriptedRegistry } from './scripted-registry.js';

const encoder = new TextEncoder();

/** Bytes that differ from place to place. */
export function someBytes(size: number): Buffer {
  return Buffer.from(Array.from({ length: size }, (_, index) => (index * 31 + (index >> 8)) & 255));
}

/** A descriptor of bytes. */
export function described(bytes: Uint8Array, mediaType: string = mediaTypes.octetStream) {
  return { mediaType, digest: digestOf(bytes), size: bytes.byteLength };
}

export const emptyConfig = encoder.encode('{}');

/** An artifact, with a subject if one is given. */
export function artifact(
  words: { readonly artifactType?: string; readonly subject?: object; readonly annotations?: object } = {},
) {
  const empty = described(emptyConfig, mediaTypes.empty);
  return {
    schemaVersion: 2,
    mediaType: mediaTypes.imageManifest,
    config: empty,
    layers: [empty],
    artifactType: 'application/vnd.example',
    ...words,
  };
}

/** The bytes of a manifest as a client would write them. */
export function bytesOf(manifest: object): Buffer {
  return Buffer.from(JSON.stringify(manifest));
}

/** An index that lists manifests, as the referrers API and the fallback tag have it. */
export function indexOf(...manifests: readonly object[]) {
  return { schemaVersion: 2, mediaType: mediaTypes.imageIndex, manifests };
}

/** A registry with one image, the subject of the cases about referrers. */
export function withSubject(registry: ScriptedRegistry) {
  registry.putBlob(emptyConfig);
  const subject = artifact({ artifactType: 'application/vnd.example.subject' });
  const digest = registry.putManifest(subject, 'v1');
  return { digest, descriptor: { ...described(bytesOf(subject), mediaTypes.imageManifest) } };
}

/** The tag in which clients keep referrers where there is no API. */
export function fallbackTag(digest: string): string {
  return digest.replace(':', '-').slice(0, digest.indexOf(':') + 65);
}
