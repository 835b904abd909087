import type { Digest } from '@lading/core';

/** Blobs and manifests are kept apart: each has a store of its own, and one may have damaged bytes of the same digest. */
export type ContentKind = 'blob' | 'manifest';

/**
 * Bytes of manifests and small blobs by digest, within a limit; what was used longest ago goes first. Bytes under a digest
 * never change and are the same in every repository. Whether a repository has them is never kept here.
 */
export class ContentCache {
  private readonly entries = new Map<string, Uint8Array>();
  private size = 0;

  constructor(readonly maximumBytes: number) {}

  get(kind: ContentKind, digest: Digest): Uint8Array | undefined {
    const key = `${kind} ${digest}`;
    const bytes = this.entries.get(key);
    if (bytes === undefined) return undefined;
    this.entries.delete(key);
    this.entries.set(key, bytes);
    return bytes;
  }

  /** Keeps bytes, whose digest the caller has verified. */
  set(kind: ContentKind, digest: Digest, bytes: Uint8Array): void {
    const key = `${kind} ${digest}`;
    if (bytes.byteLength > this.maximumBytes || this.entries.has(key)) return;
    this.entries.set(key, bytes);
    this.size += bytes.byteLength;
    for (const [oldest, { byteLength }] of this.entries) {
      if (this.size <= this.maximumBytes) return;
      this.entries.delete(oldest);
      this.size -= byteLength;
    }
  }
}
