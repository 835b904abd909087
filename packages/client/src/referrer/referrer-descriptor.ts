import type { Descriptor, Manifest } from '@lading/core';

/** The descriptor of a manifest in a list of referrers, with its type and its annotations (SUBJ-07, RFR-06 to RFR-09). */
export function referrerDescriptor(manifest: Manifest, descriptor: Descriptor): Descriptor {
  const { mediaType, digest, size } = descriptor;
  return {
    mediaType,
    digest,
    size,
    ...(manifest.artifactType === undefined ? {} : { artifactType: manifest.artifactType }),
    ...(manifest.annotations === undefined ? {} : { annotations: manifest.annotations }),
  };
}
