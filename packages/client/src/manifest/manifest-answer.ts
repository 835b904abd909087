import type { Descriptor, Manifest } from '@lading/core';

/** A manifest with its exact bytes, verified. */
export interface ManifestAnswer {
  readonly descriptor: Descriptor;
  /** The bytes of the digest. */
  readonly bytes: Uint8Array;
  /** The parsed manifest; undefined for a type that this client only passes on. */
  readonly manifest: Manifest | undefined;
}
