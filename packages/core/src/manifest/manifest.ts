import type { Annotations, Descriptor } from '../descriptor/descriptor.js';
import type { Digest } from '../digest/digest.js';

/**
 * What a registry must know of a manifest: an image, an index, or an artifact of the form that image-spec 1.1 dropped.
 * The bytes stay as they are; fields that are not listed here are kept in them, unread (MAN-07, MAN-16).
 */
export interface Manifest {
  /** The type that it is stored under and served with (PULL-06). */
  readonly mediaType: string;
  readonly kind: 'image' | 'index' | 'artifact';
  /** What the referrers list says of it: its own `artifactType`, else an image's config type (RFR-06 to RFR-08). */
  readonly artifactType: string | undefined;
  readonly annotations: Annotations | undefined;
  /**
   * The annotations as JSON text, for the referrers list. `parseManifest` takes it from the bytes of a manifest with a
   * subject, because it is slow to make from many annotations.
   */
  readonly annotationsJson?: string;
  /** The manifest that this one is about; it need not exist (PUSH-02). */
  readonly subject: Descriptor | undefined;
  /**
   * Its blobs: config and layers. The repository must have them all (PUSH-03), except blobs with a non-distributable media
   * type (`isNondistributable`), which may be missing (PUSH-05). Every blob that the repository has is referenced.
   */
  readonly blobs: readonly Descriptor[];
  /** Entries of an index: manifests or, as BuildKit's cache writes them, blobs of the repository. */
  readonly children: readonly Descriptor[];
}

/** A manifest with the exact bytes that a client pushed, and the digest that they were checked against. */
export interface PushedManifest extends Manifest {
  readonly digest: Digest;
  readonly bytes: Uint8Array;
}
