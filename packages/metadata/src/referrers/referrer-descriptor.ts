import type { Annotations, Digest, PushedManifest, ReferrerDescriptor } from '@lading/core';

export interface ReferrerRow {
  readonly digest: Digest;
  readonly mediaType: string;
  readonly size: number;
  readonly artifactType: string | null;
  readonly annotations: string | null;
}

export function referrerDescriptorOf(row: ReferrerRow): ReferrerDescriptor {
  const { mediaType, digest, size, artifactType, annotations } = row;
  return {
    mediaType,
    digest,
    size,
    ...(artifactType !== null && { artifactType }),
    ...(annotations !== null && { annotations: JSON.parse(annotations) as Annotations }),
  };
}

/** How many bytes a manifest takes in a referrers list, as JSON. */
export function descriptorBytesOf({ mediaType, digest, bytes, artifactType, annotations }: PushedManifest): number {
  const descriptor = { mediaType, digest, size: bytes.byteLength, artifactType, annotations };
  return Buffer.byteLength(JSON.stringify(descriptor));
}
