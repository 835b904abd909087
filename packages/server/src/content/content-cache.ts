import type { Digest } from '@lading/core';

/**
 * Bytes of manifests and small blobs by digest, within a limit; what was used longest ago goes first. Bytes under a digest
 * never change and are the same in every repository. Whether a repository has them is never kept here.
 */
export class ContentCache {
  private readonly entries = new Map<Digest, Uint8Array>();
  private size = 0;

  constructor(readonly maximumBytes: number) {}

  get(digest: Digest): Uint8Array | undefined {
    const bytes = this.entries.get(digest);
    if (bytes === undefined) return undefined;
    this.entries.delete(digest);
    this.entries.set(digest, bytes);
    return bytes;
  }

  set(digest: Digest, bytes: Uint8Array): void {
    if (bytes.byteLength > this.maximumBytes || this.entries.has(digest)) return;
    this.entries.set(digest, bytes);
    this.size += bytes.byteLength;
    for (const [oldest, { byteLength }] of this.entries) {
      if (this.size <= this.maximumBytes) return;
      this.entries.delete(oldest);
      this.size -= byteLength;
    }
  }
}
