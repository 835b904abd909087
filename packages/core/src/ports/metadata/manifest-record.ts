import type { Digest } from '../../digest/digest.js';

export interface ManifestRecord {
  /** The digest that the manifest was pushed under; for a tag, the one that it was set to (TAGP-06). */
  readonly digest: Digest;
  readonly mediaType: string;
  /** Bytes. */
  readonly size: number;
}
