import type { Digest } from '@lading/core';

/** Blobs and manifests are cached separately, because one store may have damaged bytes and the other good ones. */
export type ContentKind = 'blob' | 'manifest';

/**
 * Caches bytes of manifests and small blobs by digest, within a limit, and evicts the least recently used ones. Bytes under
 * a digest never change and are the same in every repository. Whether a repository has them is not cached.
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

  /** Caches bytes. The caller has verified their digest. */
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
