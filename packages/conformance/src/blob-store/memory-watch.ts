import assert from 'node:assert/strict';

/** How much more memory the process takes than when the watch began. */
export class MemoryWatch {
  readonly #start = process.memoryUsage.rss();
  #highest = this.#start;

  look(): void {
    this.#highest = Math.max(this.#highest, process.memoryUsage.rss());
  }

  requireBelow(bytes: number, doing: string): void {
    const more = this.#highest - this.#start;
    assert.ok(more < bytes, `${doing} took ${Math.round(more / 1e6)} MB of memory; ${bytes / 1e6} MB are allowed`);
  }
}
