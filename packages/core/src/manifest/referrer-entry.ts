import type { Digest } from '../digest/digest.js';
import type { PushedManifest } from './manifest.js';

/** An entry of a referrers list. */
export interface ReferrerEntry {
  readonly digest: Digest;
  /** The descriptor of the manifest as JSON text (RFR-05 to RFR-09). */
  readonly json: string;
}

/** What a referrers list says of a manifest. */
export interface ReferrerFields {
  readonly mediaType: string;
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
  readonly artifactType?: string | undefined;
  readonly annotationsJson?: string | undefined;
}

/** The annotations of a manifest as JSON text; undefined if it has none. */
export function annotationsJsonOf({ annotations, annotationsJson }: PushedManifest): string | undefined {
  return annotationsJson ?? (annotations && JSON.stringify(annotations));
}

/** Makes an entry. It copies the text of the annotations, and parses nothing. */
export function referrerEntry({
  annotationsJson,
  mediaType,
  digest,
  size,
  artifactType,
}: ReferrerFields): ReferrerEntry {
  const json = JSON.stringify({ mediaType, digest, size, artifactType });
  if (annotationsJson === undefined) return { digest, json };
  return { digest, json: `${json.slice(0, -1)},"annotations":${annotationsJson}}` };
}

/** The entry of a manifest. */
export function referrerEntryOf(manifest: PushedManifest): ReferrerEntry {
  return referrerEntry({ ...manifest, size: manifest.bytes.byteLength, annotationsJson: annotationsJsonOf(manifest) });
}
