import { setImmediate as nextTurn } from 'node:timers/promises';
import { isRegistryError, type ManifestPut } from '@lading/core';
import { isLockTimeout } from '../connection/failure.js';
import type { Database } from '../database/database.js';
import { needsOwnTransaction, putManifest, putWholeManifests } from './put-manifest.js';

/** A larger push has its own transaction: others would wait for it, and sharing would save it little. */
const mostReferences = 100;
const mostBytes = 64 * 1024;
const mostPuts = 32;

interface Gathering {
  readonly puts: ManifestPut[];
  /** The manifests and tags that they write. */
  readonly written: Set<string>;
  readonly stored: Promise<ReadonlySet<ManifestPut>>;
}

/**
 * Pushes of manifests. Those that arrive in one turn of the event loop go in one transaction: they share its statements
 * and its wait for the disk, which is most of the cost of a small push. A push that is judged has its own transaction. So has
 * a push that cannot be stored with the others, which then gets its own error.
 */
export class GatheredPuts {
  readonly #database: Database;
  #gathering: Gathering | undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  async put(put: ManifestPut): Promise<void> {
    const gathering = isGatherable(put) ? this.#join(put) : undefined;
    if (gathering !== undefined && (await gathering.stored).has(put)) return;
    await this.#database.transaction((transaction) => putManifest(transaction, put));
  }

  #join(put: ManifestPut): Gathering | undefined {
    this.#gathering ??= this.#gather();
    const gathering = this.#gathering;
    const written = writtenBy(put);
    if (written.some((key) => gathering.written.has(key))) return undefined;
    for (const key of written) gathering.written.add(key);
    if (gathering.puts.push(put) === mostPuts) this.#gathering = undefined;
    return gathering;
  }

  #gather(): Gathering {
    const puts: ManifestPut[] = [];
    return { puts, written: new Set(), stored: this.#store(puts) };
  }

  async #store(puts: readonly ManifestPut[]): Promise<ReadonlySet<ManifestPut>> {
    await nextTurn();
    if (this.#gathering?.puts === puts) this.#gathering = undefined;
    if (puts.length === 1) return new Set();
    try {
      return await this.#database.transaction((transaction) => putWholeManifests(transaction, puts));
    } catch (error) {
      if (isRegistryError(error, 'UNAVAILABLE') && !isLockTimeout(error)) throw error;
      // Each is stored by itself, which shows which of them cannot be stored or waits for a lock.
      return new Set();
    }
  }
}

function isGatherable(put: ManifestPut): boolean {
  const { blobs, children, bytes } = put.manifest;
  if (needsOwnTransaction(put)) return false;
  return blobs.length + children.length <= mostReferences && bytes.byteLength <= mostBytes;
}

function writtenBy({ repository, manifest, tags }: ManifestPut): string[] {
  return [`${repository} ${manifest.digest}`, ...tags.map((tag) => `${repository} ${tag}`)];
}
